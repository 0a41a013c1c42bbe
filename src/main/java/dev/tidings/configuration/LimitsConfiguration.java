package dev.tidings.configuration;

import dev.tidings.limits.AddressBlock;
import dev.tidings.limits.LimitsConfig;
import dev.tidings.limits.ProxiesConfig;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Of how much clients may ask for, and of whose addresses count.
@Dependent
class LimitsConfiguration {

  @Produces
  @Singleton
  LimitsConfig limits(
      @ConfigProperty(name = "tidings.limits.streams", defaultValue = "10000") int streams,
      @ConfigProperty(name = "tidings.limits.streams-per-subject", defaultValue = "0")
          int streamsPerSubject,
      @ConfigProperty(name = "tidings.limits.streams-per-address", defaultValue = "0")
          int streamsPerAddress,
      @ConfigProperty(name = "tidings.limits.connects-per-second", defaultValue = "0")
          int connectsPerSecond,
      @ConfigProperty(name = "tidings.limits.publications-per-second", defaultValue = "0")
          int publicationsPerSecond) {
    return new LimitsConfig(
        streams, streamsPerSubject, streamsPerAddress, connectsPerSecond, publicationsPerSecond);
  }

  @Produces
  @Singleton
  ProxiesConfig proxies(
      Config config,
      @ConfigProperty(name = "tidings.proxies.header", defaultValue = "x-forwarded-for")
          String header) {
    return new ProxiesConfig(
        Lists.of(config, "tidings.proxies.trusted").stream()
            .map(LimitsConfiguration::proxy)
            .toList(),
        forwarding(header));
  }

  private static AddressBlock proxy(String value) {
    try {
      return AddressBlock.parse(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "tidings.proxies.trusted must be addresses or blocks such as 10.0.0.0/8, was " + value,
          e);
    }
  }

  private static ProxiesConfig.Header forwarding(String name) {
    return switch (name) {
      case "x-forwarded-for" -> ProxiesConfig.Header.X_FORWARDED_FOR;
      case "forwarded" -> ProxiesConfig.Header.FORWARDED;
      default ->
          throw new IllegalArgumentException(
              "tidings.proxies.header must be x-forwarded-for or forwarded, was " + name);
    };
  }
}
