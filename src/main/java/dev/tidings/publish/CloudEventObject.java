package dev.tidings.publish;

import dev.tidings.problem.Problem;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.data.BytesCloudEventData;
import io.cloudevents.rw.CloudEventDataMapper;
import io.cloudevents.rw.CloudEventReader;
import io.cloudevents.rw.CloudEventWriter;
import io.cloudevents.rw.CloudEventWriterFactory;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A CloudEvent as a JSON object (JSON event format 1.0.2), for the SDK to read. Can be read once.
///
/// The SDK's own reading goes through a tree of values, which writes numbers anew and knows not
/// whether a member was given twice; here the data stays as it was written.
final class CloudEventObject implements CloudEventReader {

  /// `data` as it was written, but for the white space between its tokens.
  record Json(String text) implements CloudEventData {

    @Override
    public byte[] toBytes() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  private final JsonScanner scanner;

  private final Set<String> given = new HashSet<>();
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private @Nullable CloudEventData data;

  /// @param scanner at the object; behind it once it was read
  CloudEventObject(JsonScanner scanner) {
    this.scanner = scanner;
  }

  /// @throws dev.tidings.problem.ProblemException with [Problem.Malformed] if it is not of its form
  @Override
  public <W extends CloudEventWriter<R>, R> R read(
      CloudEventWriterFactory<W, R> writers,
      CloudEventDataMapper<? extends CloudEventData> mapper) {
    try {
      readMembers();
    } catch (NotJsonException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
    CloudEventAttributes.check(attributes);
    checkContentType();
    var writer = writers.create(SpecVersion.V1);
    attributes.forEach(
        (name, value) -> {
          if (!name.equals(CloudEventAttributes.VERSION)) {
            writer.withContextAttribute(name, value);
          }
        });
    return data == null ? writer.end() : writer.end(mapper.map(data));
  }

  private void readMembers() throws NotJsonException {
    for (var first = scanner.open('{'); scanner.more('}', first); first = false) {
      member(scanner.name());
    }
  }

  private void member(String name) throws NotJsonException {
    if (!given.add(name)) {
      throw malformed("'" + CloudEventAttributes.said(name) + "' is given twice");
    }
    switch (name) {
      case "data" -> data(new Json(scanner.compactValue()));
      case "data_base64" -> {
        if (!scanner.isNull()) {
          data(BytesCloudEventData.wrap(bytes()));
        }
      }
      default -> attribute(name);
    }
  }

  private void data(CloudEventData found) {
    if (data != null) {
      throw malformed("has 'data' and 'data_base64'");
    }
    data = found;
  }

  private byte[] bytes() throws NotJsonException {
    if (!scanner.isString()) {
      throw malformed("'data_base64' is a string");
    }
    try {
      return Base64.getDecoder().decode(scanner.string());
    } catch (IllegalArgumentException _) {
      throw malformed("'data_base64' is not Base64");
    }
  }

  /// `null` is as if absent. Attributes of the standard are strings, extensions may be numbers or
  /// booleans as well.
  private void attribute(String name) throws NotJsonException {
    if (scanner.isNull()) {
      return;
    }
    if (scanner.isString()) {
      attributes.put(name, scanner.string());
      return;
    }
    var value = scanner.compactValue();
    if (CloudEventAttributes.isOfStandard(name) || value.startsWith("{") || value.startsWith("[")) {
      throw malformed("'" + CloudEventAttributes.said(name) + "' is a string");
    }
    attributes.put(name, value);
  }

  /// Here it is an attribute like the others; in a header it says what the body is.
  private void checkContentType() {
    var declared = attributes.get("datacontenttype");
    if (declared != null && !ContentType.isWellFormed(declared)) {
      throw malformed("'datacontenttype' is a media type");
    }
  }

  private static RuntimeException malformed(String detail) {
    return new Problem.Malformed(detail).asException();
  }
}
