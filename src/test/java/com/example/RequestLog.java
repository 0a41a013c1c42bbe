package com.example;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// What an application that the hub is a part of may bring along.
@Provider
@ApplicationScoped
public class RequestLog implements ContainerRequestFilter {

  private final Queue<String> paths = new ConcurrentLinkedQueue<>();

  @Override
  public void filter(ContainerRequestContext request) {
    paths.add(request.getUriInfo().getPath());
  }

  public boolean has(String path) {
    return paths.contains(path);
  }
}
