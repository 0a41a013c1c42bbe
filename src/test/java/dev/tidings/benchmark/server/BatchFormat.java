package dev.tidings.benchmark.server;

/// How many events are published with one request: one JSON object a line.
///
/// @param path where to
/// @param contentType of the body
public record BatchFormat(String path, String contentType) {

  /// One line of the body.
  public String line(String topic, String data) {
    return "{\"topic\":\"%s\",\"data\":\"%s\"}\n".formatted(topic, data);
  }
}
