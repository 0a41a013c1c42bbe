package dev.tidings.system;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.JavascriptException;
import org.openqa.selenium.UnsupportedCommandException;
import org.openqa.selenium.remote.Command;
import org.openqa.selenium.remote.CommandExecutor;
import org.openqa.selenium.remote.DriverCommand;
import org.openqa.selenium.remote.Response;

/// Carries out the commands of Selenium that the tests of the client need by WebDriver BiDi, for a
/// browser that has no driver. For one thread.
final class BidiExecutor implements CommandExecutor {

  private final BidiConnection connection;
  private final Runnable end;
  private String session = "";
  private String tab = "";

  /// On the address of a browser that listens.
  ///
  /// @param end has the browser end
  BidiExecutor(URI address, Runnable end) {
    this.connection = BidiConnection.to(address);
    this.end = end;
  }

  @Override
  public Response execute(Command command) {
    var response = new Response();
    response.setValue(value(command));
    response.setSessionId(session);
    response.setState("success");
    return response;
  }

  private @Nullable Object value(Command command) {
    var parameters = command.getParameters();
    return switch (command.getName()) {
      case DriverCommand.NEW_SESSION -> begin();
      case DriverCommand.GET -> navigate(String.valueOf(parameters.get("url")));
      case DriverCommand.EXECUTE_SCRIPT ->
          run(
              String.valueOf(parameters.get("script")),
              parameters.get("args") instanceof List<?> arguments ? arguments : List.of());
      case DriverCommand.GET_CURRENT_URL -> run("return location.href", List.of());
      case DriverCommand.GET_CURRENT_WINDOW_HANDLE -> tab;
      case DriverCommand.SWITCH_TO_NEW_WINDOW -> newTab();
      case DriverCommand.SWITCH_TO_WINDOW -> switchTo(String.valueOf(parameters.get("handle")));
      case DriverCommand.CLOSE -> closeTab();
      case DriverCommand.REFRESH -> send("browsingContext.reload", here().add("wait", "complete"));
      case DriverCommand.GO_BACK ->
          send("browsingContext.traverseHistory", here().add("delta", -1));
      case DriverCommand.QUIT -> quit();
      default -> throw new UnsupportedCommandException(command.getName());
    };
  }

  private Map<String, Object> begin() {
    var accepting = Json.createObjectBuilder().add("acceptInsecureCerts", true);
    var begun =
        connection.send(
            "session.new",
            Json.createObjectBuilder()
                .add("capabilities", Json.createObjectBuilder().add("alwaysMatch", accepting))
                .build());
    session = begun.getString("sessionId");
    tab = tabs().getFirst();
    return Map.of("browserName", "firefox");
  }

  private @Nullable Object navigate(String url) {
    return send("browsingContext.navigate", here().add("url", url).add("wait", "complete"));
  }

  private Map<String, Object> newTab() {
    var made =
        connection.send(
            "browsingContext.create", Json.createObjectBuilder().add("type", "tab").build());
    tab = made.getString("context");
    return Map.of("handle", tab, "type", "tab");
  }

  /// Gives those that are left.
  private List<String> closeTab() {
    send("browsingContext.close", here());
    return tabs();
  }

  private List<String> tabs() {
    return connection
        .send("browsingContext.getTree", JsonValue.EMPTY_JSON_OBJECT)
        .getJsonArray("contexts")
        .getValuesAs(JsonObject.class)
        .stream()
        .map(context -> context.getString("context"))
        .toList();
  }

  private @Nullable Object switchTo(String other) {
    tab = other;
    return send("browsingContext.activate", here());
  }

  private @Nullable Object quit() {
    connection.close();
    end.run();
    return null;
  }

  private JsonObjectBuilder here() {
    return Json.createObjectBuilder().add("context", tab);
  }

  private @Nullable Object send(String method, JsonObjectBuilder parameters) {
    connection.send(method, parameters.build());
    return null;
  }

  /// As Selenium would: the body of a function, whose promise is waited for.
  private @Nullable Object run(String script, List<?> arguments) {
    var answer =
        connection.send(
            "script.callFunction",
            Json.createObjectBuilder()
                .add("functionDeclaration", "function() {" + script + "\n}")
                .add("awaitPromise", true)
                .add("userActivation", true)
                .add("target", here())
                .add("arguments", locals(arguments))
                .build());
    if (answer.getString("type").equals("exception")) {
      throw new JavascriptException(answer.getJsonObject("exceptionDetails").getString("text"));
    }
    return remote(answer.getJsonObject("result"));
  }

  private static JsonArrayBuilder locals(List<?> values) {
    var locals = Json.createArrayBuilder();
    values.forEach(value -> locals.add(local(value)));
    return locals;
  }

  private static JsonObject local(@Nullable Object value) {
    var local = Json.createObjectBuilder();
    return switch (value) {
      case null -> local.add("type", "null").build();
      case String text -> local.add("type", "string").add("value", text).build();
      case Boolean yes -> local.add("type", "boolean").add("value", yes).build();
      case Number number -> local.add("type", "number").add("value", number.doubleValue()).build();
      case List<?> list -> local.add("type", "array").add("value", locals(list)).build();
      default -> throw new IllegalArgumentException("not handed over: " + value);
    };
  }

  private static @Nullable Object remote(JsonObject value) {
    return switch (value.getString("type")) {
      case "string" -> value.getString("value");
      case "boolean" -> value.getBoolean("value");
      case "number" -> number(value.get("value"));
      case "array" -> list(value.getJsonArray("value"));
      case "object" -> map(value.getJsonArray("value"));
      default -> null;
    };
  }

  /// Selenium tells whole numbers from others; BiDi has words for those that JSON has not.
  private static @Nullable Object number(@Nullable JsonValue value) {
    if (!(value instanceof JsonNumber number)) {
      return value instanceof JsonString word ? Double.valueOf(word.getString()) : null;
    }
    if (number.isIntegral()) {
      return number.longValue();
    }
    return number.doubleValue();
  }

  private static List<@Nullable Object> list(JsonArray values) {
    return values.getValuesAs(JsonObject.class).stream()
        .<@Nullable Object>map(BidiExecutor::remote)
        .toList();
  }

  private static Map<String, @Nullable Object> map(JsonArray pairs) {
    var map = new LinkedHashMap<String, @Nullable Object>();
    for (var pair : pairs.getValuesAs(JsonArray.class)) {
      if (pair.get(0) instanceof JsonString key) {
        map.put(key.getString(), remote(pair.getJsonObject(1)));
      }
    }
    return map;
  }
}
