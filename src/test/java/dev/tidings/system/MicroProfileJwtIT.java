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
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.jwt.Claim;
import org.eclipse.microprofile.jwt.ClaimValue;
import org.eclipse.microprofile.jwt.Claims;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What MicroProfile JWT Auth promises to a resource in the same application as the hub.
@HelidonTest
@ResourceLock("the one CDI container of this JVM")
@AddBean(MicroProfileJwtIT.OpenResource.class)
@AddBean(MicroProfileJwtIT.StaffResource.class)
@AddBean(MicroProfileJwtIT.ClaimsResource.class)
@AddBean(MicroProfileJwtIT.LastingResource.class)
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

  /// A claim in each type that the standard names.
  @RequestScoped
  @Path("/claims")
  public static class ClaimsResource {

    @Inject
    @Claim("sub")
    private String text;

    @Inject
    @Claim(standard = Claims.exp)
    private Long number;

    @Inject
    @Claim("email_verified")
    private Boolean truth;

    @Inject
    @Claim(standard = Claims.groups)
    private Set<String> texts;

    @Inject
    @Claim("sub")
    private JsonString jsonText;

    @Inject
    @Claim("exp")
    private JsonNumber jsonNumber;

    @Inject
    @Claim("groups")
    private JsonArray jsonArray;

    @Inject
    @Claim("tidings")
    private JsonObject jsonObject;

    @Inject
    @Claim("email_verified")
    private JsonValue json;

    @Inject
    @Claim("groups")
    private Optional<Set<String>> optional;

    @Inject
    @Claim("nothing")
    private Optional<JsonString> none;

    @Inject
    @Claim("exp")
    private ClaimValue<Long> value;

    @Inject
    @Claim("sub")
    private ClaimValue<Optional<String>> optionalValue;

    @Inject
    @Claim("nothing")
    private ClaimValue<Optional<String>> noValue;

    @Inject
    @Claim("sub")
    private Provider<String> provider;

    @Inject
    @Claim("raw_token")
    private String raw;

    @GET
    public String all() {
      return Stream.of(
              text,
              number.equals(value.getValue()),
              truth,
              texts,
              jsonText,
              jsonNumber.longValue() == number,
              jsonArray,
              jsonObject,
              json,
              optional,
              none,
              value.getName(),
              optionalValue.getValue(),
              noValue.getValue(),
              provider.get(),
              raw.length() > 100)
          .map(String::valueOf)
          .collect(Collectors.joining(" "));
    }
  }

  /// Outlives requests, and yet has the token of the one at hand.
  @ApplicationScoped
  @Path("/lasting")
  public static class LastingResource {

    @Inject private JsonWebToken token;

    @Inject private Principal principal;

    @Inject
    @Claim("sub")
    private ClaimValue<Optional<String>> subject;

    @GET
    public String subject() {
      return token.getSubject()
          + " "
          + principal.getName()
          + " "
          + subject.getValue().orElse("nobody");
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
  void aClaimCanBeInjectedInEachTypeOfTheStandards() {
    var token =
        ISSUER.signed(
            ISSUER
                .claims("alice", List.of(), List.of(), Duration.ofHours(1))
                .add("email_verified", true)
                .add("groups", Json.createArrayBuilder().add("staff")));

    assertThat(text("/claims", token))
        .isEqualTo(
            "alice true true [staff] \"alice\" true [\"staff\"]"
                + " {\"publish\":[],\"subscribe\":[]} true Optional[[staff]] Optional.empty"
                + " exp Optional[alice] Optional.empty alice true");
  }

  @Test
  void aBeanThatOutlivesRequestsHasTheTokenOfTheOneAtHand() {
    assertThat(text("/lasting", token("alice"))).isEqualTo("alice alice alice");
    assertThat(text("/lasting", token("bob"))).isEqualTo("bob bob bob");
    assertThat(text("/lasting", null)).isEqualTo("null null nobody");
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
