package dev.tidings.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/// Input: a filter in the first line, a topic in the rest. Each is taken or refused as the contract
/// says in so many words, and the one matches the other as a regular expression would.
public final class TopicFuzz {

  private static final Pattern CONTROL = Pattern.compile("[\\u0000-\\u001f\\u007f-\\u009f]");

  private TopicFuzz() {}

  public static void check(byte[] input) {
    var lines = new String(input, UTF_8).split("\n", 2);
    var filter = filter(lines[0]);
    var topic = topic(lines[lines.length - 1]);

    assertThat(filter.isPresent()).as(lines[0]).isEqualTo(isFilter(lines[0]));
    assertThat(topic.isPresent())
        .as(lines[lines.length - 1])
        .isEqualTo(isTopic(lines[lines.length - 1]));
    if (filter.isPresent() && topic.isPresent()) {
      compare(filter.get(), topic.get());
    }
  }

  private static void compare(TopicFilter filter, Topic topic) {
    var matches = expression(filter).matcher(topic.value()).matches();

    assertThat(filter.matches(topic)).as("%s matches %s", filter, topic).isEqualTo(matches);
    assertThat(filter.covers(new TopicFilter(topic.value()))).isEqualTo(matches);
    assertThat(filter.covers(filter)).isTrue();
    assertThat(new String(topic.utf8(), UTF_8)).isEqualTo(topic.value());
    if (matches) {
      assertThat(topic.value()).startsWith(filter.literalPrefix());
    }
  }

  private static Pattern expression(TopicFilter filter) {
    var expression =
        Arrays.stream(filter.value().split("/", -1))
            .map(
                segment ->
                    switch (segment) {
                      case "*" -> "[^/]+";
                      case "**" -> ".+";
                      default -> Pattern.quote(segment);
                    })
            .reduce((path, segment) -> path + "/" + segment);
    return Pattern.compile(expression.orElseThrow(), Pattern.DOTALL);
  }

  private static Optional<TopicFilter> filter(String text) {
    try {
      return Optional.of(new TopicFilter(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Optional<Topic> topic(String text) {
    try {
      return Optional.of(new Topic(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static boolean isTopic(String text) {
    return isPath(text) && !text.contains("*");
  }

  private static boolean isFilter(String text) {
    var segments = text.split("/", -1);
    var beforeTheLast = Arrays.copyOf(segments, segments.length - 1);
    var last = segments[segments.length - 1];
    return isPath(text)
        && Arrays.stream(beforeTheLast).allMatch(TopicFuzz::isPlainOrOne)
        && (isPlainOrOne(last) || last.equals("**"));
  }

  private static boolean isPlainOrOne(String segment) {
    return segment.equals("*") || !segment.contains("*");
  }

  private static boolean isPath(String text) {
    var bytes = text.getBytes(UTF_8).length;
    return bytes >= 1
        && bytes <= 255
        && !CONTROL.matcher(text).find()
        && Arrays.stream(text.split("/", -1))
            .noneMatch(segment -> segment.isEmpty() || segment.equals(".") || segment.equals(".."));
  }
}
