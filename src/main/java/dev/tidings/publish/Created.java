package dev.tidings.publish;

import dev.tidings.event.TopicEvent;
import dev.tidings.log.Receipt;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.stream.Collectors;

/// Answers to those who published. Ids need no quoting.
final class Created {

  private static final String REPLAYED = "Idempotent-Replayed";

  private Created() {}

  /// @param receipt of one publication
  static Response one(Receipt receipt) {
    return answer(body(receipt.events().getFirst()), receipt.isRepeat());
  }

  static String body(TopicEvent event) {
    return "{\"id\":\"" + event.id() + "\",\"topic\":" + JsonText.quoted(event.topic()) + "}";
  }

  /// Told to be a repeat only if nothing at all was published.
  static Response many(List<Receipt> receipts) {
    var ids =
        receipts.stream()
            .flatMap(receipt -> receipt.events().stream())
            .map(event -> '"' + event.id().toString() + '"')
            .collect(Collectors.joining(",", "{\"ids\":[", "]}"));
    return answer(ids, !receipts.isEmpty() && receipts.stream().allMatch(Receipt::isRepeat));
  }

  private static Response answer(String body, boolean isRepeat) {
    var answer =
        Response.status(Response.Status.CREATED).type(MediaType.APPLICATION_JSON_TYPE).entity(body);
    return isRepeat ? answer.header(REPLAYED, true).build() : answer.build();
  }
}
