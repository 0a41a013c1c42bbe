package dev.tidings.configuration;

import dev.tidings.browser.AllowedOrigins;
import dev.tidings.event.TopicFilter;
import dev.tidings.keys.KeyConfig;
import dev.tidings.keys.SignatureAlgorithm;
import dev.tidings.keys.TrustedIssuers;
import dev.tidings.security.AccessConfig;
import dev.tidings.security.TicketConfig;
import dev.tidings.security.TokenRules;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.jwt.config.Names;

/// Of who may do what: the issuers and their tokens, public topics, the origins of pages.
@Dependent
class SecurityConfiguration {

  @Produces
  @Singleton
  AccessConfig access(
      Config config,
      AllowedOrigins origins,
      @ConfigProperty(name = "tidings.limits.filters", defaultValue = "64") int maxFilters) {
    return new AccessConfig(
        Lists.of(config, "tidings.topics.public").stream()
            .map(SecurityConfiguration::publicTopic)
            .toList(),
        origins,
        maxFilters);
  }

  private static TopicFilter publicTopic(String value) {
    try {
      return new TopicFilter(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("tidings.topics.public: " + e.getMessage(), e);
    }
  }

  @Produces
  @Singleton
  AllowedOrigins origins(Config config) {
    return AllowedOrigins.of(Lists.of(config, "tidings.cors.origins"));
  }

  @Produces
  @Singleton
  TokenRules tokens(
      @ConfigProperty(
              name = "tidings.security.algorithms",
              defaultValue = "RS256,RS384,RS512,PS256,PS384,PS512,ES256,ES384,ES512,EdDSA")
          List<String> algorithms,
      @ConfigProperty(name = Names.VERIFIER_PUBLIC_KEY_ALGORITHM) Optional<String> only,
      @ConfigProperty(name = Names.CLOCK_SKEW, defaultValue = "0") int skew,
      @ConfigProperty(name = Names.TOKEN_AGE) Optional<Integer> maxAge) {
    var allowed = EnumSet.noneOf(SignatureAlgorithm.class);
    only.map(List::of).orElse(algorithms).stream()
        .map(name -> algorithm(name, only.isPresent()))
        .forEach(allowed::add);
    return new TokenRules(
        Set.copyOf(allowed), Duration.ofSeconds(skew), maxAge.map(Duration::ofSeconds));
  }

  private static SignatureAlgorithm algorithm(String name, boolean only) {
    return SignatureAlgorithm.named(name.strip())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    (only ? Names.VERIFIER_PUBLIC_KEY_ALGORITHM : "tidings.security.algorithms")
                        + " knows no "
                        + name));
  }

  @Produces
  @Singleton
  TrustedIssuers issuers(
      Config config,
      TokenRules rules,
      @ConfigProperty(name = "tidings.security.keys.refresh", defaultValue = "PT1M")
          Duration refresh) {
    return TrustedIssuers.open(new KeyConfig(Issuers.of(config), rules.algorithms(), refresh));
  }

  void close(@Disposes TrustedIssuers issuers) {
    issuers.close();
  }

  @Produces
  @Singleton
  TicketConfig tickets(
      @ConfigProperty(name = "tidings.security.tickets.rotation", defaultValue = "P30D")
          Duration rotation) {
    return new TicketConfig(rotation);
  }
}
