package dev.tidings.contract;

import jakarta.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// A description of the hub, as YAML and as JSON. Made when it is first asked for, so that it costs
/// a start nothing. Thread-safe.
final class Document {

  static final String YAML = "application/yaml";

  private final Supplier<Map<String, Object>> content;

  // Guarded by this; null until somebody asks.
  private @Nullable String yaml;
  private @Nullable String json;

  private Document(Supplier<Map<String, Object>> content) {
    this.content = content;
  }

  /// The hub's requests: the operations as the build has found them, and what they refer to.
  static Document ofRequests() {
    return new Document(
        () -> {
          var document = read("openapi.yaml");
          document.put("paths", read("operations.yaml").getOrDefault("paths", Map.of()));
          return document;
        });
  }

  /// The hub's streams.
  static Document ofStreams() {
    return new Document(() -> read("asyncapi.yaml"));
  }

  synchronized String yaml() {
    if (yaml == null) {
      yaml = new Yaml(blocks()).dump(content.get());
    }
    return yaml;
  }

  synchronized String json() {
    if (json == null) {
      json = Json.createObjectBuilder(content.get()).build().toString();
    }
    return json;
  }

  private static Map<String, Object> read(String name) {
    try (var in = Document.class.getResourceAsStream("/contract/" + name)) {
      if (in == null) {
        throw new IllegalStateException("built without " + name);
      }
      return new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DumperOptions blocks() {
    var options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setWidth(120);
    options.setAllowUnicode(true);
    return options;
  }
}
