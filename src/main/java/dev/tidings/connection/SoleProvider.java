package dev.tidings.connection;

import io.helidon.common.HelidonServiceLoader;
import io.helidon.webserver.http1.Http1ConnectionProvider;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;

/// Leaves [StreamableConnectionProvider] alone with new connections.
///
/// Where several could serve one, the server reads what the client says first before it asks any
/// of them, and waits for that as long as it takes: whoever connects and says nothing would hold a
/// place for ever.
public final class SoleProvider implements Extension {

  @SuppressWarnings("deprecation") // meant for the service loader, which is told of it here
  void exclude(@Observes BeforeBeanDiscovery event) {
    var others = System.getProperty(HelidonServiceLoader.SYSTEM_PROPERTY_EXCLUDE, "");
    var replaced = Http1ConnectionProvider.class.getName();
    if (!others.contains(replaced)) {
      System.setProperty(
          HelidonServiceLoader.SYSTEM_PROPERTY_EXCLUDE,
          others.isEmpty() ? replaced : others + ',' + replaced);
    }
  }
}
