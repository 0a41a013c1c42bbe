package dev.tidings.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.contract.ApiDocument.Operation;
import dev.tidings.system.EventStream;
import dev.tidings.system.Hub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Requests for an operation, made from what the document says of it.
final class Requests {

  private static final List<String> VALUES =
      List.of(
          "",
          "a",
          "0",
          "-1",
          "1-0",
          "true",
          "false",
          "10m",
          "9".repeat(40),
          "*",
          "a//b",
          "%00",
          "%FF",
          "%F0%9F%98%80",
          "x".repeat(5000));

  private static final List<String> TYPES =
      List.of(
          "text/plain",
          "text/plain;charset=utf-16",
          "application/json",
          "application/x-ndjson",
          "application/x-www-form-urlencoded",
          "application/cloudevents+json",
          "application/cloudevents-batch+json",
          "application/cloudevents+avro",
          "application/octet-stream",
          "multipart/form-data",
          "nonsense");

  private static final List<String> BODIES =
      List.of("", "a", "{", "{}", "[]", "{\"topic\":\"a\",\"data\":1}", "x".repeat(100_000));

  private static final List<String> ACCEPTED =
      List.of(
          "*/*",
          "application/json",
          "text/event-stream",
          "application/x-ndjson",
          "application/yaml",
          "text/html",
          "nonsense");

  private final Operation operation;
  private final ApiDocument document;

  private Requests(Operation operation, ApiDocument document) {
    this.operation = operation;
    this.document = document;
  }

  static Requests of(Operation operation, ApiDocument document) {
    return new Requests(operation, document);
  }

  /// With nothing but what is required, and a token that may.
  Ask plain() {
    return ask("");
  }

  /// With a parameter as its example has it, beside what is required.
  Ask giving(JsonNode parameter) {
    return giving(parameter, 1);
  }

  /// The same, several times.
  Ask giving(JsonNode parameter, int times) {
    var name = parameter.path("name").asText();
    var value = example(parameter);
    return switch (parameter.path("in").asText()) {
      case "query" -> ask(("&" + name + "=" + Hub.encoded(value)).repeat(times - given(parameter)));
      case "header" -> withAllThatBelongTo(parameter);
      default -> plain();
    };
  }

  /// How often it is in every request; a list may have another.
  private static int given(JsonNode parameter) {
    var isMany = parameter.path("schema").path("type").asText().equals("array");
    return parameter.path("required").asBoolean() && !isMany ? 1 : 0;
  }

  /// Some headers make sense only together.
  private Ask withAllThatBelongTo(JsonNode parameter) {
    var group = parameter.path("x-together").asText();
    if (group.isEmpty()) {
      return plain().with(parameter.path("name").asText(), example(parameter));
    }
    var ask = plain();
    for (var each : document.parameters(operation).toList()) {
      if (each.path("x-together").asText().equals(group)) {
        ask = ask.with(each.path("name").asText(), example(each));
      }
    }
    return ask;
  }

  /// With a query parameter, percent-encoded already, beside what is required.
  Ask with(String name, String value) {
    return ask("&" + name + "=" + value);
  }

  /// Good, bad and hostile ones.
  List<Ask> ofAllKinds() {
    var asks = new ArrayList<Ask>();
    document
        .parameters(operation)
        .forEach(
            parameter -> {
              var name = parameter.path("name").asText();
              for (var value : VALUES) {
                switch (parameter.path("in").asText()) {
                  case "query" -> asks.add(with(name, value));
                  case "header" -> {
                    asks.add(plain().with(name, value));
                    asks.add(withAllThatBelongTo(parameter).with(name, value));
                  }
                  default -> {
                    // the path, which others try
                  }
                }
              }
              asks.add(giving(parameter, 2));
            });
    ACCEPTED.forEach(type -> asks.add(plain().with("Accept", type)));
    if (!operation.node().path("requestBody").isMissingNode()) {
      for (var type : TYPES) {
        for (var body : BODIES) {
          asks.add(
              new Ask(operation.method(), plain().target(), plain().headers(), body)
                  .with("Content-Type", type));
        }
      }
    }
    return asks;
  }

  /// A poll is not to keep the test waiting, unless that is what it is about.
  private Ask ask(String more) {
    var waits =
        document
            .parameters(operation)
            .anyMatch(parameter -> parameter.path("name").asText().equals("wait"));
    return waits && !more.contains("&wait=") ? asking(more + "&wait=0") : asking(more);
  }

  private Ask asking(String more) {
    var token = token();
    var path = operation.path();
    var query = new StringBuilder();
    for (var parameter : document.parameters(operation).toList()) {
      if (parameter.path("in").asText().equals("path")) {
        var name = parameter.path("name").asText();
        var value = name.equals("id") ? connection(token) : example(parameter);
        path = path.replace("{" + name + "}", value);
      } else if (parameter.path("required").asBoolean()) {
        var name = parameter.path("name").asText();
        var value = name.equals("connection") ? connection(token) : example(parameter);
        query.append('&').append(name).append('=').append(Hub.encoded(value));
      }
    }
    query.append(more);
    var target = query.isEmpty() ? path : path + "?" + query.substring(1);
    var bearing = new Ask(operation.method(), target, Map.of(), "").bearing(token);
    var content = document.resolved(operation.node().path("requestBody")).path("content");
    if (content.isMissingNode()) {
      return bearing;
    }
    var type = Json.names(content).getFirst();
    var body = content.path(type).path("example").asText();
    return new Ask(bearing.method(), target, bearing.headers(), body)
        .with("Content-Type", type.replace("*", "plain"));
  }

  /// Of somebody who may all that the operation needs, and an operator where it is for those. Each
  /// time another, for they may revoke each other.
  private String token() {
    var tokens = Hub.shared().tokens();
    if (!operation.tag().equals("operate")) {
      return tokens.everything();
    }
    var all = List.of("**");
    var groups = jakarta.json.Json.createArrayBuilder().add("tidings-admin");
    return tokens.signed(
        tokens
            .claims("contract-" + UUID.randomUUID(), all, all, Duration.ofHours(1))
            .add("groups", groups));
  }

  /// The id of a stream that is open, and is the token's.
  private static String connection(String token) {
    return EventStream.open(Hub.shared().uri("/stream?topic=contract/operated"), token, Map.of())
        .response()
        .headers()
        .firstValue("Tidings-Connection")
        .orElseThrow();
  }

  private static String example(JsonNode parameter) {
    var example = parameter.path("example");
    return example.isArray() ? example.path(0).asText() : example.asText();
  }
}
