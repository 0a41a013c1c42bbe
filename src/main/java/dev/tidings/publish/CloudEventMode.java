package dev.tidings.publish;

import dev.tidings.problem.Problem;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;

/// How a request carries CloudEvents (HTTP protocol binding 1.0.2, 3).
enum CloudEventMode {
  /// It carries none.
  NONE,
  /// The attributes are headers, the data is the body.
  BINARY,
  /// The body is the event, as JSON.
  STRUCTURED,
  /// The body is a JSON array of events.
  BATCHED;

  private static final String CLOUD_EVENTS = "application/cloudevents";

  /// Without one of these there is no CloudEvent, so who sends one means to send all.
  static final List<String> MARKS = List.of("ce-specversion", "ce-id", "ce-source", "ce-type");

  /// The content type decides, before any `ce-` header.
  ///
  /// @throws dev.tidings.problem.ProblemException with [Problem.UnsupportedContent] for CloudEvents
  ///     in another format
  static CloudEventMode of(MultivaluedMap<String, String> headers) {
    var declared = String.join(",", headers.getOrDefault(HttpHeaders.CONTENT_TYPE, List.of()));
    if (isOfCloudEvents(declared)) {
      return switch (ContentType.of(declared).name()) {
        case CLOUD_EVENTS + "+json" -> STRUCTURED;
        case CLOUD_EVENTS + "-batch+json" -> BATCHED;
        default ->
            throw new Problem.UnsupportedContent("of CloudEvents' formats only JSON is known")
                .asException();
      };
    }
    return MARKS.stream().anyMatch(headers::containsKey) ? BINARY : NONE;
  }

  static boolean isOfCloudEvents(String declared) {
    return declared.strip().regionMatches(true, 0, CLOUD_EVENTS, 0, CLOUD_EVENTS.length());
  }
}
