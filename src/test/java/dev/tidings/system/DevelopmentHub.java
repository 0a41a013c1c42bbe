package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.regex.Pattern;

/// A hub as a newcomer starts it: the development profile, which makes its own key and prints its
/// own tokens.
final class DevelopmentHub {

  private static final Pattern SUBSCRIBER = Pattern.compile("token=([\\w.-]+)'");
  private static final Pattern PUBLISHER = Pattern.compile("Bearer ([\\w.-]+)'");

  private DevelopmentHub() {}

  static Hub.Launch launch() {
    return new Hub.Launch()
        .with("mp.config.profile", "dev")
        .with("tidings.stream.retry", "PT0.3S")
        .without("mp.jwt.verify.issuer")
        .without("mp.jwt.verify.publickey.location");
  }

  static String subscriberToken(Hub hub) {
    return printed(hub, SUBSCRIBER);
  }

  private static String printed(Hub hub, Pattern token) {
    return Browser.await(
            () -> token.matcher(hub.output()).results().map(found -> found.group(1)).findFirst(),
            found -> found.isPresent())
        .orElseThrow();
  }

  /// @param topicAndQuery `event` may be given there
  static void publish(Hub hub, String topicAndQuery, String data) {
    var answer =
        hub.send(
            HttpRequest.newBuilder(hub.uri("/topics/" + topicAndQuery))
                .header("Authorization", "Bearer " + printed(hub, PUBLISHER))
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString(data)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }
}
