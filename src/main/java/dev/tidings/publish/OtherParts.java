package dev.tidings.publish;

import io.helidon.webserver.http.HttpService;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.ext.Provider;
import org.jspecify.annotations.Nullable;

/// What an application that the hub is a part of brings along itself.
final class OtherParts {

  private static final String HUB = "dev.tidings.";

  private OtherParts() {}

  /// Whether something would see publications on their way through JAX-RS, or answer them there or
  /// behind it, as far as it is a bean.
  static boolean concernPublications(BeanManager beans) {
    return beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
        .<Class<?>>map(bean -> bean.getBeanClass())
        .anyMatch(type -> !type.getName().startsWith(HUB) && concernsPublications(type));
  }

  private static boolean concernsPublications(Class<?> type) {
    return type.isAnnotationPresent(Provider.class)
        || Application.class.isAssignableFrom(type)
        || HttpService.class.isAssignableFrom(type)
        || isUnderTopics(type.getAnnotation(Path.class));
  }

  /// Of two resources that match, JAX-RS takes the one whose path has more in common with the
  /// request's.
  private static boolean isUnderTopics(@Nullable Path path) {
    return path != null && path.value().replaceFirst("^/", "").startsWith("topics");
  }
}
