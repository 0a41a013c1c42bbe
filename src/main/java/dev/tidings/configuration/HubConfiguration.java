package dev.tidings.configuration;

import dev.tidings.broadcast.StreamConfig;
import dev.tidings.operators.Node;
import dev.tidings.publish.PublishConfig;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
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
      @ConfigProperty(name = "tidings.drain.window", defaultValue = "PT20S") Duration drainWindow) {
    return new StreamConfig(heartbeat, retry, writeTimeout, expiryNotice, window, drainWindow);
  }
}
