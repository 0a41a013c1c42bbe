package com.example;

import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/// A resource of an application at a place that would be a topic.
@RequestScoped
@Path("/topics/orders")
public class OrdersResource {

  @POST
  public Response order(String order) {
    return Response.accepted(order).build();
  }
}
