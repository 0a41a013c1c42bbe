package dev.tidings.configuration;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

/// Makes every configuration value at the start, before anything else is made. Else one that is
/// wrong would be found by the first request that needs it.
///
/// They are the `@Singleton` beans that this package produces: not `@ApplicationScoped`, for a
/// record is final and cannot be proxied.
@ApplicationScoped
class AtStart {

  void makeValues(
      @Observes
          @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1)
          @Initialized(ApplicationScoped.class)
          Object started,
      BeanManager beans) {
    for (var bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
      if (isConfiguration(bean)) {
        beans.getReference(bean, Object.class, beans.createCreationalContext(bean));
      }
    }
  }

  private static boolean isConfiguration(Bean<?> bean) {
    return bean.getScope().equals(Singleton.class)
        && bean.getBeanClass().getPackage().equals(AtStart.class.getPackage());
  }
}
