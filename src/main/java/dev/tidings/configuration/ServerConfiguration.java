package dev.tidings.configuration;

import dev.tidings.connection.ConnectionConfig;
import dev.tidings.http.ManagementConfig;
import dev.tidings.tls.TlsConfig;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Of what the server listens on and how it treats connections.
@Dependent
class ServerConfiguration {

  @Produces
  @Singleton
  ConnectionConfig connections(
      @ConfigProperty(
              name = "tidings.limits.request-time",
              defaultValue = ConnectionConfig.DEFAULT_REQUEST_TIME)
          Duration requestTime) {
    return new ConnectionConfig(requestTime);
  }

  @Produces
  @Singleton
  TlsConfig tls(
      @ConfigProperty(name = "tidings.tls.certificate") Optional<Path> certificate,
      @ConfigProperty(name = "tidings.tls.key") Optional<Path> key,
      @ConfigProperty(name = "tidings.tls.keystore") Optional<Path> keyStore,
      @ConfigProperty(name = "tidings.tls.keystore-password") Optional<String> keyStorePassword,
      @ConfigProperty(name = "tidings.tls.check-interval", defaultValue = "PT1M")
          Duration checkInterval,
      @ConfigProperty(name = "tidings.tls.handshake-timeout", defaultValue = "PT10S")
          Duration handshakeTimeout) {
    var files = TlsConfig.files(certificate, key, keyStore, keyStorePassword);
    return new TlsConfig(files, checkInterval, handshakeTimeout);
  }

  @Produces
  @Singleton
  ManagementConfig management(
      @ConfigProperty(name = "tidings.management.port") Optional<Integer> port,
      @ConfigProperty(name = "tidings.management.host", defaultValue = "0.0.0.0") String host,
      @ConfigProperty(name = "tidings.management.operators", defaultValue = "false")
          String operators) {
    return new ManagementConfig(port, host, ManagementConfig.operators(operators));
  }
}
