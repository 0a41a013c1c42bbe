package dev.tidings.security;

import io.helidon.common.context.Contexts;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/// What CDI injects as [JsonWebToken]: whichever token the request at hand has, looked up each time
/// it is asked, so that a bean of any scope may have it. Everything is null where there is none.
@ApplicationScoped
public class CurrentToken implements JsonWebToken {

  /// Makes a token that of the request at hand.
  static void set(VerifiedToken token) {
    Contexts.context().ifPresent(request -> request.register(token));
  }

  private static Optional<VerifiedToken> get() {
    return Contexts.context().flatMap(request -> request.get(VerifiedToken.class));
  }

  @Override
  public @Nullable String getName() {
    return get().map(VerifiedToken::getName).orElse(null);
  }

  @Override
  public @Nullable Set<String> getClaimNames() {
    return get().map(VerifiedToken::getClaimNames).orElse(null);
  }

  @Override
  @SuppressWarnings("TypeParameterUnusedInFormals") // the standard's own
  public <T> @Nullable T getClaim(String claim) {
    return get().<T>map(token -> token.getClaim(claim)).orElse(null);
  }
}
