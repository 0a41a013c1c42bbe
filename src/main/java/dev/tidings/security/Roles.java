package dev.tidings.security;

import dev.tidings.problem.Problem;
import jakarta.annotation.Priority;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.Optional;

/// Holds resources of the same application to `@RolesAllowed` and `@DenyAll`, as MicroProfile JWT
/// promises. The hub's own have none: its rights are finer than roles.
@Provider
public class Roles implements DynamicFeature {

  @Override
  public void configure(ResourceInfo resource, FeatureContext context) {
    allowed(resource.getResourceMethod())
        .or(() -> allowed(resource.getResourceClass()))
        .ifPresent(rule -> rule.roles().ifPresent(roles -> context.register(new Gate(roles))));
  }

  /// Who is let in.
  ///
  /// @param roles empty if everybody is
  private record Rule(Optional<List<String>> roles) {}

  private static Optional<Rule> allowed(AnnotatedElement element) {
    if (element.isAnnotationPresent(DenyAll.class)) {
      return Optional.of(new Rule(Optional.of(List.of())));
    }
    var roles = element.getAnnotation(RolesAllowed.class);
    if (roles != null) {
      return Optional.of(new Rule(Optional.of(List.of(roles.value()))));
    }
    return element.isAnnotationPresent(PermitAll.class)
        ? Optional.of(new Rule(Optional.empty()))
        : Optional.empty();
  }

  @Priority(Priorities.AUTHORIZATION)
  private record Gate(List<String> roles) implements ContainerRequestFilter {

    @Override
    public void filter(ContainerRequestContext request) {
      var caller = request.getSecurityContext();
      if (caller.getUserPrincipal() == null) {
        throw new Problem.Unauthenticated().asException();
      }
      if (roles.stream().noneMatch(caller::isUserInRole)) {
        throw new Problem.NotGranted("has none of the roles that this needs").asException();
      }
    }
  }
}
