package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.OrdersResource;
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

/// The hub in an application that has a resource at a place below /topics.
@HelidonTest
@ResourceLock("the one CDI container of this JVM")
@AddBean(OrdersResource.class)
@AddConfig(key = "tidings.log.directory", value = "target/resources-log")
@AddConfig(key = "mp.jwt.verify.issuer", value = Tokens.ISSUER)
class ApplicationResourcesIT {

  private static final Tokens ISSUER = new Tokens();

  @AddConfigSource
  static ConfigSource key() {
    return MpConfigSources.create(Map.of("mp.jwt.verify.publickey", ISSUER.publicKeyPem()));
  }

  @Inject private WebTarget hub;

  @Test
  void theResourceOfTheApplicationAnswers() {
    var answer =
        hub.path("/topics/orders")
            .request()
            .header("Authorization", "Bearer " + ISSUER.everything())
            .post(Entity.text("a"));

    assertThat(answer.getStatus()).isEqualTo(202);
    assertThat(answer.readEntity(String.class)).isEqualTo("a");
  }
}
