package dev.tidings.security;

import dev.tidings.keys.IssuerKeys.Verdict;
import dev.tidings.keys.SignatureAlgorithm;
import dev.tidings.keys.TrustedIssuer;
import dev.tidings.keys.TrustedIssuers;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.Key;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/// Holds a token (RFC 7519) against the issuers that are trusted. The only class that knows how
/// tokens are signed. Thread-safe.
///
/// Nothing of a token is believed before its signature has been checked, but for which issuer and
/// which of its keys it names: those are looked up among what is configured. Where keys lie
/// (`jku`, `x5u`), or a key itself (`jwk`, `x5c`), is not taken from a token at all.
@ApplicationScoped
public class JoseVerifier implements TokenVerifier {

  /// Twice what the hub promises to take; longer ones do not come through in a header anyway.
  static final int MAX_LENGTH = 16 * 1024;

  private static final System.Logger LOG = System.getLogger(JoseVerifier.class.getName());
  private static final Duration RETRY = Duration.ofSeconds(5);

  /// What a token says that it is, if it does: an access token, not one for another purpose that
  /// the same key signed (RFC 8725, 3.11).
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt");

  private final TrustedIssuers issuers;
  private final TokenRules rules;
  private final InstantSource clock;
  private final AlgorithmConstraints algorithms;

  @Inject
  public JoseVerifier(TrustedIssuers issuers, TokenRules rules) {
    this(issuers, rules, InstantSource.system());
  }

  JoseVerifier(TrustedIssuers issuers, TokenRules rules, InstantSource clock) {
    this.issuers = issuers;
    this.rules = rules;
    this.clock = clock;
    this.algorithms =
        new AlgorithmConstraints(
            ConstraintType.PERMIT,
            rules.algorithms().stream().map(SignatureAlgorithm::joseName).toArray(String[]::new));
  }

  @Override
  public VerifiedToken verify(String token) {
    try {
      return checked(token);
    } catch (BadTokenException e) {
      LOG.log(System.Logger.Level.DEBUG, "a token is refused: {0}", e.getMessage());
    } catch (ProblemException undecided) {
      throw undecided;
    } catch (JoseException | RuntimeException _) {
      LOG.log(System.Logger.Level.DEBUG, "a token is refused: it is no JWT");
    }
    throw new Problem.Unauthenticated().asException();
  }

  private VerifiedToken checked(String token) throws JoseException {
    checkForm(token);
    var signed = new JsonWebSignature();
    signed.setAlgorithmConstraints(algorithms);
    signed.setCompactSerialization(token);
    var algorithm = algorithm(signed);
    var claims = TokenClaims.parse(signed.getUnverifiedPayloadBytes());
    var issuer = issuer(claims);
    checkSignature(signed, algorithm, issuer);
    checkAudience(claims, issuer);
    var verified = new VerifiedToken(token, claims, rules);
    if (!verified.isValidAt(clock.instant())) {
      throw new BadTokenException("it has expired, or is not valid yet");
    }
    return verified;
  }

  /// Three parts in the alphabet of Base64 for URLs: what decodes it below passes over anything
  /// else, and one token would have many forms. One of five parts is encrypted.
  private static void checkForm(String token) {
    if (token.length() > MAX_LENGTH) {
      throw new BadTokenException("it is too long");
    }
    int dots = 0;
    for (int i = 0; i < token.length(); i++) {
      var c = token.charAt(i);
      if (c == '.') {
        dots++;
      } else if (!isBase64(c)) {
        throw new BadTokenException("it is no JWT");
      }
    }
    if (dots != 2) {
      throw new BadTokenException("it is not a signed JWT");
    }
  }

  private static boolean isBase64(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  private SignatureAlgorithm algorithm(JsonWebSignature signed) {
    var headers = signed.getHeaders();
    // nothing that a token could call critical is understood here (RFC 7515, 4.1.11)
    if (headers.getObjectHeaderValue("crit") != null
        || headers.getObjectHeaderValue("b64") != null) {
      throw new BadTokenException("its header asks for what is not supported");
    }
    if (!isAccessToken(headers.getObjectHeaderValue("typ"))) {
      throw new BadTokenException("its header says that it is for something else");
    }
    return headers.getObjectHeaderValue("alg") instanceof String name
        ? SignatureAlgorithm.named(name)
            .filter(rules.algorithms()::contains)
            .orElseThrow(() -> new BadTokenException("its algorithm is not allowed"))
        : refuse("its header names no algorithm");
  }

  private static SignatureAlgorithm refuse(String reason) {
    throw new BadTokenException(reason);
  }

  private static boolean isAccessToken(@Nullable Object type) {
    return type == null
        || (type instanceof String name
            && TYPES.contains(name.toLowerCase(Locale.ROOT).replaceFirst("^application/", "")));
  }

  private TrustedIssuer issuer(TokenClaims claims) {
    return issuers
        .named(claims.text("iss"))
        .orElseThrow(() -> new BadTokenException("its issuer is not trusted"));
  }

  private static void checkSignature(
      JsonWebSignature signed, SignatureAlgorithm algorithm, TrustedIssuer issuer) {
    var id = signed.getHeaders().getObjectHeaderValue("kid");
    if (id != null && !(id instanceof String)) {
      throw new BadTokenException("its 'kid' is no text");
    }
    var verdict = issuer.keys().verify((String) id, algorithm, key -> isSignedWith(key, signed));
    if (verdict == Verdict.UNDECIDED) {
      throw new Problem.Unavailable("tokens of this issuer cannot be checked at present", RETRY)
          .asException();
    }
    if (verdict == Verdict.BAD) {
      throw new BadTokenException("no key of its issuer's has signed it");
    }
  }

  private static boolean isSignedWith(Key key, JsonWebSignature signed) {
    signed.setKey(key);
    try {
      return signed.verifySignature();
    } catch (JoseException _) {
      return false;
    }
  }

  private static void checkAudience(TokenClaims claims, TrustedIssuer issuer) {
    if (!issuer.audiences().isEmpty()) {
      var named = claims.texts("aud");
      if (named == null || named.stream().noneMatch(issuer.audiences()::contains)) {
        throw new BadTokenException("it is not for this hub");
      }
    }
  }
}
