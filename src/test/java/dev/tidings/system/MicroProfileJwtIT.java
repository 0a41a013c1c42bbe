package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.config.mp.MpConfigSources;
import io.helidon.microprofile.testing.AddBean;
import io.helidon.microprofile.testing.AddConfig;
import io.helidon.microprofile.testing.AddConfigSource;
import io.helidon.microprofile.testing.junit5.HelidonTest;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.jwt.Claim;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What MicroProfile JWT Auth promises to a resource in the same application as the hub.
@HelidonTest
@AddBean(MicroProfileJwtIT.OpenResource.class)
@AddBean(MicroProfileJwtIT.StaffResource.class)
@AddConfig(key = "tidings.log.directory", value = "target/jwt-log")
@AddConfig(key = "mp.jwt.verify.issuer", value = Tokens.ISSUER)
class MicroProfileJwtIT {

  private static final Tokens ISSUER = new Tokens();

  @AddConfigSource
  static ConfigSource key() {
    return MpConfigSources.create(Map.of("mp.jwt.verify.publickey", ISSUER.publicKeyPem()));
  }

  /// Answers with what it is told of its caller.
  @RequestScoped
  @Path("/open")
  public static class OpenResource {

    @Inject private JsonWebToken token;

    @Inject
    @Claim("sub")
    private Optional<String> subject;

    @GET
    @Path("injected")
    public String injected() {
      return token.getSubject() + " " + subject.orElse("nobody");
    }

    @GET
    @Path("principal")
    public String principal(@Context SecurityContext context) {
      var principal = context.getUserPrincipal();
      return principal instanceof JsonWebToken caller
          ? caller.getName() + " " + caller.getSubject() + " " + context.isUserInRole("staff")
          : "nobody";
    }

    @GET
    @Path("staff")
    @RolesAllowed({"staff", "owner"})
    public String staff() {
      return "let in";
    }

    @GET
    @Path("nobody")
    @DenyAll
    public String nobody() {
      return "let in";
    }
  }

  /// Is closed but for what it opens itself.
  @RequestScoped
  @Path("/staff")
  @RolesAllowed("staff")
  public static class StaffResource {

    @GET
    public String closed() {
      return "let in";
    }

    @GET
    @Path("open")
    @PermitAll
    public String open() {
      return "let in";
    }
  }

  @Inject private WebTarget hub;

  private static String token(String subject, String... groups) {
    return ISSUER.signed(
        ISSUER
            .claims(subject, List.of(), List.of(), Duration.ofHours(1))
            .add("groups", Json.createArrayBuilder(List.of(groups))));
  }

  private Response get(String path, @Nullable String token) {
    var request = hub.path(path).request();
    return (token == null ? request : request.header(HttpHeaders.AUTHORIZATION, "Bearer " + token))
        .get();
  }

  private String text(String path, @Nullable String token) {
    return get(path, token).readEntity(String.class);
  }

  @Test
  void theTokenAndItsClaimsCanBeInjectedAndAreOfTheRequest() {
    var alice = token("alice");

    assertThat(text("/open/injected", alice)).isEqualTo("alice alice");
    assertThat(text("/open/injected", alice)).isEqualTo("alice alice");
    assertThat(text("/open/injected", token("bob"))).isEqualTo("bob bob");
    assertThat(text("/open/injected", null)).isEqualTo("null nobody");
  }

  @Test
  void theTokenIsThePrincipalAndItsGroupsAreRoles() {
    assertThat(text("/open/principal", token("alice", "staff"))).isEqualTo("alice alice true");
    assertThat(text("/open/principal", token("bob", "guests"))).isEqualTo("bob bob false");
    assertThat(text("/open/principal", token("carol"))).isEqualTo("carol carol false");
    assertThat(text("/open/principal", null)).isEqualTo("nobody");
  }

  @Test
  void aBadTokenIsRefusedWhereNoneIsNeeded() {
    assertThat(get("/open/principal", "x").getStatus()).isEqualTo(401);
    assertThat(get("/staff/open", new Tokens().everything()).getStatus()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({
    "/open/staff, 401, 403, 200, 200",
    "/open/nobody, 401, 403, 403, 403",
    "/staff, 401, 403, 200, 403",
    "/staff/open, 200, 200, 200, 200"
  })
  void rolesAreHeldTo(String path, int anonymous, int guest, int staff, int owner) {
    assertThat(get(path, null).getStatus()).isEqualTo(anonymous);
    assertThat(get(path, token("guest", "guests")).getStatus()).isEqualTo(guest);
    assertThat(get(path, token("alice", "staff")).getStatus()).isEqualTo(staff);
    assertThat(get(path, token("bob", "guests", "owner")).getStatus()).isEqualTo(owner);
  }
}
