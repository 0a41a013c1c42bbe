package dev.tidings.security;

import dev.tidings.keys.KeyConfig;
import dev.tidings.keys.KeySource;
import dev.tidings.keys.SignatureAlgorithm;
import dev.tidings.keys.Signer;
import dev.tidings.keys.TrustedIssuers;
import jakarta.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// What it costs to check a token, the first time and each further one.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@NullMarked
public class VerificationBenchmark {

  private static final String ISSUER = "https://issuer.test";
  private static final int TOKENS = 512;

  @Param({"RS256", "PS256", "ES256", "EdDSA"})
  public String algorithm = "RS256";

  private List<String> tokens = List.of();
  private @Nullable TrustedIssuers issuers;
  private TokenVerifier verifier = _ -> refuse();
  private TokenVerifier remembering = verifier;
  private int next;

  private static VerifiedToken refuse() {
    throw new IllegalStateException("not set up");
  }

  @Setup
  public void issue() {
    var signer = Signer.of(algorithm);
    var rules =
        new TokenRules(
            Set.of(SignatureAlgorithm.named(algorithm).orElseThrow()),
            Duration.ZERO,
            Optional.empty());
    var source = new KeySource.Inline(Signer.jwks(signer.jwk("key")));
    var trusted =
        TrustedIssuers.open(
            new KeyConfig(
                List.of(new KeyConfig.Issuer(ISSUER, Set.of(), source, "key")),
                rules.algorithms(),
                Duration.ofDays(1)));
    issuers = trusted;
    verifier = new JoseVerifier(trusted, rules);
    remembering = new VerifiedTokens(verifier, trusted::version, Instant::now);
    tokens = IntStream.range(0, TOKENS).mapToObj(_ -> token(signer)).toList();
  }

  private static String token(Signer signer) {
    var now = Instant.now().getEpochSecond();
    var grants =
        Json.createObjectBuilder()
            .add("publish", Json.createArrayBuilder().add("orders/**"))
            .add("subscribe", Json.createArrayBuilder().add("users/alice/**").add("news/*"));
    var claims =
        Json.createObjectBuilder()
            .add("iss", ISSUER)
            .add("sub", "alice")
            .add("upn", "alice")
            .add("jti", UUID.randomUUID().toString())
            .add("iat", now)
            .add("exp", now + 86_400)
            .add("tidings", grants);
    return signer.token(
        signer.header().add("kid", "key").build().toString(), claims.build().toString());
  }

  @TearDown(Level.Trial)
  public void close() {
    if (issuers != null) {
      issuers.close();
    }
  }

  private String token() {
    next = (next + 1) % TOKENS;
    return tokens.get(next);
  }

  @Benchmark
  public Object neverSeen() {
    return verifier.verify(token());
  }

  @Benchmark
  public Object seenBefore() {
    return remembering.verify(token());
  }
}
