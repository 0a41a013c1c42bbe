package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.RequestLog;
import io.helidon.config.mp.MpConfigSources;
import io.helidon.microprofile.testing.AddBean;
import io.helidon.microprofile.testing.AddConfig;
import io.helidon.microprofile.testing.AddConfigSource;
import io.helidon.microprofile.testing.junit5.HelidonTest;
import jakarta.inject.Inject;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.WebTarget;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// The hub in an application that has providers of its own.
@HelidonTest
@ResourceLock("the one CDI container of this JVM")
@AddBean(RequestLog.class)
@AddConfig(key = "tidings.log.directory", value = "target/providers-log")
@AddConfig(key = "mp.jwt.verify.issuer", value = Tokens.ISSUER)
class ApplicationProvidersIT {

  private static final Tokens ISSUER = new Tokens();

  @AddConfigSource
  static ConfigSource key() {
    return MpConfigSources.create(Map.of("mp.jwt.verify.publickey", ISSUER.publicKeyPem()));
  }

  @Inject private WebTarget hub;
  @Inject private RequestLog log;

  @Test
  void aFilterOfTheApplicationSeesEveryPublication() {
    var answer =
        hub.path("/topics/providers/a")
            .request()
            .header("Authorization", "Bearer " + ISSUER.everything())
            .post(Entity.text("a"));

    assertThat(answer.getStatus()).isEqualTo(201);
    assertThat(log.has("topics/providers/a")).isTrue();
  }
}
