package dev.tidings.security;

import dev.tidings.problem.Problem;
import io.helidon.common.context.Context;
import io.helidon.common.context.Contexts;
import io.helidon.security.EndpointConfig;
import io.helidon.security.Principal;
import io.helidon.security.Security;
import io.helidon.security.SecurityContext;
import io.helidon.security.SecurityLevel;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.auth.LoginConfig;
import org.eclipse.microprofile.jwt.JsonWebToken;

/// Asks the platform's MicroProfile JWT Auth, which knows the `mp.jwt.*` configuration and the
/// keys. What is Helidon's own about tokens is here. Thread-safe.
@ApplicationScoped
public class PlatformVerifier implements TokenVerifier {

  /// What the platform looks for at an application's class.
  @LoginConfig(authMethod = "MP-JWT")
  private static final class Login {}

  private static final EndpointConfig ENDPOINT =
      EndpointConfig.builder()
          .securityLevels(
              List.of(
                  SecurityLevel.create(Login.class.getName())
                      .withClassAnnotations(
                          Map.of(
                              LoginConfig.class,
                              List.of(Login.class.getAnnotation(LoginConfig.class))))
                      .build()))
          .build();

  private final Security security;

  @Inject
  public PlatformVerifier(Security security) {
    this.security = security;
  }

  @Override
  public VerifiedToken verify(String token) {
    try {
      return login(token)
          .userPrincipal()
          .map(PlatformVerifier::verified)
          .orElseThrow(() -> new Problem.Unauthenticated().asException());
    } catch (RuntimeException _) {
      // on some bad tokens the platform fails: well signed, but `"exp":"tomorrow"`, or no subject
      throw new Problem.Unauthenticated().asException();
    }
  }

  private static VerifiedToken verified(Principal principal) {
    return new VerifiedToken((JsonWebToken) principal);
  }

  /// Lets CDI inject the [JsonWebToken] of the request at hand, checked anew if anybody asks.
  void offer(String token) {
    Contexts.context()
        .ifPresent(request -> request.supply(SecurityContext.class, () -> login(token)));
  }

  /// In a context of its own, for the platform writes whom it found into the one at hand. That must
  /// not happen while CDI reads from it, which it does under a lock.
  private SecurityContext login(String token) {
    return Contexts.runInContext(Context.create(), () -> authenticated(token));
  }

  private SecurityContext authenticated(String token) {
    var environment =
        security.environmentBuilder().header("Authorization", "Bearer " + token).build();
    var context =
        security.contextBuilder("token").env(environment).endpointConfig(ENDPOINT).build();
    context.authenticate();
    return context;
  }
}
