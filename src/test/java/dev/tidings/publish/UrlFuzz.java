package dev.tidings.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Topic;
import dev.tidings.http.PercentEncoding;
import dev.tidings.problem.ProblemException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Optional;

/// Input: a part of a URL. It is refused, or decoded to what the JDK decodes it to; and the path of
/// a topic leads to no other topic.
public final class UrlFuzz {

  private UrlFuzz() {}

  public static void check(byte[] input) {
    var raw = new String(input, UTF_8);
    var decoded = decoded(raw);
    var isEncoded = raw.matches("(?s)([^%\ufffd]|%[0-9A-Fa-f]{2})*");

    assertThat(decoded.isEmpty() || isEncoded).as(raw).isTrue();
    decoded.ifPresent(
        text -> assertThat(text).isEqualTo(URLDecoder.decode(raw.replace("+", "%2B"), UTF_8)));
    if (isEncoded && decoded.isEmpty()) {
      assertThat(URLDecoder.decode(raw.replace("+", "%2B"), UTF_8)).as(raw).contains("\ufffd");
    }
    topic(raw).ifPresent(topic -> assertThat(topic(encoded(topic))).hasValue(topic));
    topic(raw).ifPresent(topic -> assertThat(decoded).hasValue(topic.value()));
  }

  private static Optional<String> decoded(String raw) {
    try {
      return Optional.of(PercentEncoding.decoded(raw));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Optional<Topic> topic(String raw) {
    try {
      return Optional.of(TopicPath.topic("/topics/" + raw));
    } catch (ProblemException _) {
      return Optional.empty();
    }
  }

  private static String encoded(Topic topic) {
    return URLEncoder.encode(topic.value(), UTF_8).replace("+", "%20").replace("%2F", "/");
  }
}
