package dev.tidings.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.problem.ProblemException;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;

/// Input: the body of a batch. Its lines are the same however it arrives, and each is refused as a
/// problem or is the publication that a parser written by somebody else reads there.
public final class BatchFuzz {

  private static final int MOST = 1 << 16;

  private BatchFuzz() {}

  public static void check(byte[] input) throws IOException {
    var lines = lines(input, MOST);
    assertThat(lines(input, 1)).isEqualTo(lines);
    assertThat(lines(input, 7)).isEqualTo(lines);
    for (var line : lines) {
      if (!BatchLine.isBlank(line)) {
        checkLine(line);
      }
    }
  }

  /// @param step how many bytes arrive at once
  private static List<String> lines(byte[] input, int step) throws IOException {
    var in = new ByteArrayInputStream(input);
    var lines =
        new Lines(
            (buffer, start) -> in.read(buffer, start, Math.min(step, buffer.length - start)), MOST);
    var all = new ArrayList<String>();
    try {
      for (var line = lines.next(); line != null; line = lines.next()) {
        all.add(line);
      }
    } catch (ProblemException e) {
      all.add(e.problem().toString());
    }
    return all;
  }

  private static void checkLine(String line) {
    Publication publication;
    try {
      publication = BatchLine.publication(line, Topic::new);
    } catch (ProblemException _) {
      return;
    }
    try (var reader = Json.createReader(new StringReader(line))) {
      assertIs(reader.readObject(), publication);
    }
  }

  private static void assertIs(JsonObject read, Publication publication) {
    assertThat(read.keySet()).isSubsetOf("topic", "event", "retry", "data");
    assertThat(read.getString("topic")).isEqualTo(publication.topic().value());
    var type = !read.containsKey("event") || read.isNull("event") ? "" : read.getString("event");
    assertThat(publication.type() == null ? "" : publication.type().value()).isEqualTo(type);
    if (read.get("data") instanceof JsonString text) {
      assertThat(publication.contentType()).isEqualTo(Publication.TEXT);
      assertThat(publication.data()).isEqualTo(text.getString());
    } else {
      assertThat(publication.contentType()).isEqualTo(Publication.JSON);
      try (var data = Json.createReader(new StringReader(publication.data()))) {
        assertThat(data.readValue()).isEqualTo(read.get("data"));
      }
    }
    assertThat(new String(publication.data().getBytes(UTF_8), UTF_8)).isEqualTo(publication.data());
  }
}
