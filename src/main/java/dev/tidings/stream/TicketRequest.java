package dev.tidings.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.event.TopicFilter;
import dev.tidings.event.TopicFilters;
import dev.tidings.http.QueryParameters;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonConfig;
import jakarta.json.JsonObject;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a ticket is asked for: nothing, or `{"topics":["filter",…]}`.
///
/// @param filters empty if none are named
record TicketRequest(Optional<TopicFilters> filters) {

  /// Twice what as many filters as a stream may have come to.
  static final int LARGEST = 32 << 10;

  private static final String TOPICS = "topics";

  private static final JsonReaderFactory READERS =
      Json.createReaderFactory(Map.of(JsonConfig.KEY_STRATEGY, JsonConfig.KeyStrategy.NONE));

  /// Sees what stands behind the object, which a reader passes over.
  private static final JsonParserFactory PARSERS = Json.createParserFactory(Map.of());

  /// @param type null if the body has none; what `curl -d` sends is taken for JSON
  /// @param in read no further than a byte over [#LARGEST]
  /// @param most filters
  static TicketRequest read(@Nullable MediaType type, InputStream in, int most) throws IOException {
    var bytes = bytes(in);
    if (bytes.length > LARGEST) {
      throw new Problem.BodyTooLarge(LARGEST).asException();
    }
    var text = decoded(bytes);
    if (text.isBlank()) {
      return new TicketRequest(Optional.empty());
    }
    checkType(type);
    return of(parsed(text), most);
  }

  /// That is how the server's decoder tells of a chunk whose length is no number.
  private static byte[] bytes(InputStream in) throws IOException {
    try {
      return in.readNBytes(LARGEST + 1);
    } catch (IllegalArgumentException _) {
      throw malformed("the body is not encoded as it should be");
    }
  }

  private static void checkType(@Nullable MediaType type) {
    var isJson =
        type == null
            || type.isCompatible(MediaType.APPLICATION_JSON_TYPE)
            || type.isCompatible(MediaType.APPLICATION_FORM_URLENCODED_TYPE);
    var charset = type == null ? null : type.getParameters().get(MediaType.CHARSET_PARAMETER);
    if (!isJson || (charset != null && !charset.equalsIgnoreCase("utf-8"))) {
      throw new Problem.UnsupportedContent("the body is application/json in UTF-8").asException();
    }
  }

  private static String decoded(byte[] bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      throw malformed("the body is not valid UTF-8");
    }
  }

  private static JsonObject parsed(String text) {
    try (var reader = READERS.createReader(new StringReader(text));
        var rest = PARSERS.createParser(new StringReader(text))) {
      if (rest.next() == JsonParser.Event.START_OBJECT) {
        rest.getObject(); // skipObject() never ends where the text does too early
        if (!rest.hasNext()) {
          return reader.readObject();
        }
      }
    } catch (RuntimeException _) {
      // it is said in many ways, one of which is kept for too many levels
    }
    throw malformed("the body is no JSON object, or has a member twice");
  }

  private static TicketRequest of(JsonObject body, int most) {
    if (!Set.of(TOPICS).containsAll(body.keySet())) {
      throw malformed("the body has a member that is not known; there is '" + TOPICS + "'");
    }
    var topics = body.get(TOPICS);
    return new TicketRequest(
        topics == null ? Optional.empty() : Optional.of(filters(topics, most)));
  }

  private static TopicFilters filters(JsonValue topics, int most) {
    if (!(topics instanceof JsonArray list) || list.isEmpty()) {
      throw malformed("'" + TOPICS + "' is a list of topic filters, at least one");
    }
    if (list.size() > most) {
      throw malformed("a ticket has at most " + most + " topic filters");
    }
    return new TopicFilters(List.copyOf(list.stream().map(TicketRequest::filter).toList()));
  }

  private static TopicFilter filter(JsonValue value) {
    if (!(value instanceof JsonString text)) {
      throw malformed("a topic filter is a string");
    }
    return QueryParameters.parsed(TopicFilter::new, text.getString());
  }

  private static ProblemException malformed(String detail) {
    return new Problem.Malformed(detail).asException();
  }
}
