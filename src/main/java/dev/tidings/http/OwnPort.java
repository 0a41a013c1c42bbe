package dev.tidings.http;

import io.helidon.common.context.Contexts;
import io.helidon.webserver.http.ServerRequest;
import jakarta.annotation.Priority;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;

/// Has a resource be there on one port only. Before anybody looks at the token: what is not there
/// has nothing to say about it.
///
/// @param isForOperators whether that is the port for operators
@Priority(Priorities.AUTHENTICATION - 100)
record OwnPort(boolean isForOperators) implements ContainerRequestFilter {

  @Override
  public void filter(ContainerRequestContext request) {
    if (cameByManagementPort() != isForOperators) {
      throw new NotFoundException();
    }
  }

  private static boolean cameByManagementPort() {
    return Contexts.context()
        .flatMap(context -> context.get(ServerRequest.class))
        .filter(request -> Listeners.MANAGEMENT.equals(request.listenerContext().config().name()))
        .isPresent();
  }
}
