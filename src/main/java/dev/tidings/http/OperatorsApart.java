package dev.tidings.http;

import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.AnnotatedElement;
import java.util.List;

/// Keeps what only operators may ask for to their port, and everything else off it, where that is
/// configured. What belongs on the other port is not there: `404` for everybody.
///
/// It goes by who is allowed, not by paths, so nobody can spell one in a way that slips through,
/// and a resource that is added is kept apart as soon as it is for operators. A page of theirs,
/// which anybody may read, says so by [OperatorsPage].
@Provider
public class OperatorsApart implements DynamicFeature {

  /// The group of those who may.
  public static final String GROUP = "tidings-admin";

  private final ManagementConfig config;

  @Inject
  public OperatorsApart(ManagementConfig config) {
    this.config = config;
  }

  @Override
  public void configure(ResourceInfo resource, FeatureContext context) {
    if (config.operators()) {
      var isForOperators =
          isForOperators(resource.getResourceMethod())
              || isForOperators(resource.getResourceClass());
      context.register(new OwnPort(isForOperators));
    }
  }

  private static boolean isForOperators(AnnotatedElement element) {
    var allowed = element.getAnnotation(RolesAllowed.class);
    return element.isAnnotationPresent(OperatorsPage.class)
        || (allowed != null && List.of(allowed.value()).contains(GROUP));
  }
}
