package dev.tidings.configuration;

import dev.tidings.broadcast.StreamConfig;
import dev.tidings.operators.Node;
import dev.tidings.operators.SheddingConfig;
import dev.tidings.publish.PublishConfig;
import dev.tidings.tracing.TracingConfig;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Of what the hub does with events: taking them, streaming them, and as which node.
@Dependent
class HubConfiguration {

  @Produces
  @Singleton
  Node node(@ConfigProperty(name = "tidings.node.name") Optional<String> name) {
    return name.map(Node::new).orElseGet(Node::ofThisHost);
  }

  @Produces
  @Singleton
  SheddingConfig shedding(
      @ConfigProperty(name = "tidings.shedding.threshold", defaultValue = "0") double threshold,
      @ConfigProperty(name = "tidings.shedding.per-second", defaultValue = "10") int perSecond,
      @ConfigProperty(name = "tidings.shedding.interval", defaultValue = "PT5S")
          Duration interval) {
    return new SheddingConfig(threshold, perSecond, interval);
  }

  @Produces
  @Singleton
  TracingConfig tracing(
      @ConfigProperty(name = "tidings.tracing.endpoint") Optional<URI> endpoint, Node node) {
    return new TracingConfig(endpoint.orElse(null), node.name());
  }

  @Produces
  @Singleton
  PublishConfig publishing(
      @ConfigProperty(name = "tidings.event.max-size", defaultValue = "65536") int maxSize) {
    return new PublishConfig(maxSize);
  }

  @Produces
  @Singleton
  StreamConfig streams(
      @ConfigProperty(name = "tidings.stream.heartbeat", defaultValue = "PT15S") Duration heartbeat,
      @ConfigProperty(name = "tidings.stream.retry", defaultValue = "PT2S") Duration retry,
      @ConfigProperty(name = "tidings.stream.write-timeout", defaultValue = "PT30S")
          Duration writeTimeout,
      @ConfigProperty(name = "tidings.stream.expiry-notice", defaultValue = "PT1M")
          Duration expiryNotice,
      @ConfigProperty(name = "tidings.stream.window", defaultValue = "33554432") long window,
      @ConfigProperty(name = "tidings.drain.window", defaultValue = "PT20S") Duration drainWindow,
      @ConfigProperty(name = "tidings.stream.rotation", defaultValue = "PT0S") Duration rotation) {
    return new StreamConfig(
        heartbeat, retry, writeTimeout, expiryNotice, window, drainWindow, rotation);
  }
}
