package dev.tidings.benchmark.server;

import dev.tidings.system.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/// Real tokens, signed before anything is measured: to sign one takes longer than to check it.
///
/// Each is of another subject, so that nothing that is kept for one token serves the next.
final class TokenPool {

  private static final Duration LIFE = Duration.ofDays(1);

  private final List<String> tokens;

  TokenPool(Tokens issuer, int size) {
    tokens =
        IntStream.range(0, size)
            .parallel()
            .mapToObj(
                number ->
                    issuer.signed(
                        issuer.claims("benchmark-" + number, List.of("**"), List.of("**"), LIFE)))
            .toList();
  }

  /// Streams get the same one again only when all are given out.
  String of(int stream) {
    return tokens.get(Math.floorMod(stream, tokens.size()));
  }
}
