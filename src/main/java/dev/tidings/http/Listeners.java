package dev.tidings.http;

import dev.tidings.tls.Certificate;
import dev.tidings.tls.ServerContext;
import dev.tidings.tls.TlsConfig;
import io.helidon.common.tls.Tls;
import io.helidon.config.mp.MpConfig;
import io.helidon.microprofile.server.ServerCdiExtension;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.http.HttpFeature;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.time.InstantSource;
import org.eclipse.microprofile.config.ConfigProvider;

/// What the server listens on: with TLS or without, and one port or two.
@ApplicationScoped
public class Listeners {

  private static final System.Logger LOG = System.getLogger(Listeners.class.getName());

  /// The name of the listener apart; the observers of health and metrics are told it as well.
  public static final String MANAGEMENT = "management";

  private static final int CONNECTIONS_APART = 64;

  /// Longer than any answer there takes. Whoever keeps a connection for later takes a place of the
  /// probes', and must not take it for as long as it takes until a hub counts as dead.
  private static final Duration IDLE_APART = Duration.ofSeconds(10);

  private static final Duration LOOK_APART = Duration.ofSeconds(1);

  /// Before the server is made.
  void set(
      @Observes @Initialized(ApplicationScoped.class) @Priority(Interceptor.Priority.LIBRARY_AFTER)
          Object started,
      BeanManager beans,
      TlsConfig tls,
      ManagementConfig management)
      throws ReflectiveOperationException {
    var extension = beans.getExtension(ServerCdiExtension.class);
    var server = ServerSetup.server(extension);
    management
        .port()
        .ifPresent(
            port -> {
              server.putSocket(MANAGEMENT, apart(management.host(), port));
              extension.serverNamedRoutingBuilder(MANAGEMENT).addFilter(new RequestFraming());
            });
    if (management.operators()) {
      extension.serverNamedRoutingBuilder(MANAGEMENT).addFeature(() -> resources(extension));
    }
    tls.files().ifPresent(files -> server.tls(tls(files, tls)));
  }

  /// All that the public port will serve, to be served on another one as well; which of it is there
  /// is for [OperatorsApart] to say.
  ///
  /// Helidon MP gives a listener either the same resources or the observers, hence the reflection;
  /// a test would see if it ceased to work. Else there would have to be a second Jersey.
  private static HttpFeature resources(ServerCdiExtension extension) {
    var routing = extension.serverRoutingBuilder();
    try {
      var field = routing.getClass().getDeclaredField("mainRouting");
      field.setAccessible(true);
      return (HttpFeature) field.get(routing);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the server is another than the one that was tested", e);
    }
  }

  /// Behind the server's own start, and before the hub's last word on it.
  void tell(
      @Observes
          @Priority(Interceptor.Priority.PLATFORM_AFTER + 120)
          @Initialized(ApplicationScoped.class)
          Object started,
      BeanManager beans,
      ManagementConfig management) {
    if (management.port().isPresent()) {
      var port = beans.getExtension(ServerCdiExtension.class).port(MANAGEMENT);
      LOG.log(
          System.Logger.Level.INFO,
          "management host={0} port={1}",
          management.host(),
          Integer.toString(port));
    }
  }

  /// As the public one is configured, but in the clear: probes know no certificate.
  private static ListenerConfig apart(String host, int port) {
    return ListenerConfig.builder()
        .config(MpConfig.toHelidonConfig(ConfigProvider.getConfig()).get("server"))
        .name(MANAGEMENT)
        .host(host)
        .port(port)
        .maxTcpConnections(CONNECTIONS_APART)
        .idleConnectionTimeout(IDLE_APART)
        .idleConnectionPeriod(LOOK_APART)
        .build();
  }

  private static Tls tls(TlsConfig.Files files, TlsConfig config) {
    var certificate = new Certificate(files, InstantSource.system());
    certificate.renew(config.checkInterval());
    return Tls.builder()
        .sslContext(ServerContext.of(certificate, config.handshakeTimeout()))
        .build();
  }
}
