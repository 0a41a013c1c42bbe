package dev.tidings.operators;

import dev.tidings.broadcast.FanOut;
import dev.tidings.event.Cursor;
import dev.tidings.event.Topic;
import dev.tidings.log.EventLog;
import dev.tidings.log.Peers;
import dev.tidings.problem.ProblemException;
import dev.tidings.security.Revocations;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What the hubs on one log know of each other's streams: asks the others, and answers them.
/// Thread-safe.
@ApplicationScoped
public class Neighbours {

  private static final String LIST = "connections";
  private static final String SUBSCRIBERS = "subscribers";
  private static final String STREAM = "stream";
  private static final String RENEW = "renew";
  private static final String ENDED = "ended";
  private static final String TICKET = "ticket";
  private static final String LOAD = "load";
  private static final String EXPLAIN = "explain";
  private static final String BETWEEN = "\n";

  private static final int REMEMBERED = 1000;

  private final Peers peers;
  private final FanOut fanOut;
  private final Revocations revocations;
  private final Explanations explanations;
  private final ConnectionJson json;

  /// How many streams have ended here by the latest revocations. Guarded by this.
  private final Map<String, Integer> ended =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > REMEMBERED;
        }
      };

  @Inject
  public Neighbours(
      EventLog log, FanOut fanOut, Revocations revocations, Explanations explanations, Node node) {
    this.peers = log.peers();
    this.fanOut = fanOut;
    this.revocations = revocations;
    this.explanations = explanations;
    this.json = new ConnectionJson(node);
  }

  void start(
      @Observes
          @Priority(Interceptor.Priority.PLATFORM_BEFORE)
          @Initialized(ApplicationScoped.class)
          Object ready) {
    revocations.follow(this::revoked);
    peers.serve(this::answer);
  }

  /// Something was revoked, here or at another hub. Streams end, and are counted for who did it.
  private synchronized void revoked(String place) {
    ended.merge(place, revokeHere(place), Integer::sum);
  }

  private int revokeHere(String place) {
    return fanOut.revoke(holder -> Revocations.concerns(place, holder.subject(), holder.token()));
  }

  /// How many streams have ended here by a revocation, and have not been told of.
  private synchronized int takeEnded(String place) {
    var count = ended.remove(place);
    return count == null ? 0 : count;
  }

  /// Ends all streams on all hubs that a revocation is of. The others end theirs when they hear of
  /// it, and then tell how many those were; this one may have heard of it already, too.
  ///
  /// @param place as it is called in the ledger
  /// @return how many
  int endAll(String place) {
    revoked(place);
    return takeEnded(place) + endedElsewhere(place);
  }

  // ---- the others are asked

  /// A page of all hubs' connections, by id.
  ///
  /// @param limit how many at the most
  List<JsonObject> connections(String after, int limit) {
    var all = new ArrayList<>(own(after, limit));
    for (var answer : askIfPossible(LIST, limit + BETWEEN + after)) {
      all.addAll(objects(answer));
    }
    all.sort(Comparator.comparing(connection -> connection.getString("id")));
    return all.subList(0, Math.min(limit, all.size()));
  }

  /// While the others cannot be asked, what is here is better than nothing.
  private List<String> askIfPossible(String kind, String argument) {
    try {
      return peers.ask(kind, argument);
    } catch (ProblemException _) {
      return List.of();
    }
  }

  private List<JsonObject> own(String after, int limit) {
    return fanOut.connections(after, limit).stream().map(json::of).toList();
  }

  private static List<JsonObject> objects(String array) {
    if (array.isEmpty()) {
      return List.of();
    }
    try (var reader = Json.reader(array)) {
      return reader.readArray().getValuesAs(JsonObject.class);
    }
  }

  /// How many streams and polls are open at each of the other hubs that take some; of those that
  /// answer.
  List<Integer> loads() {
    return askIfPossible(LOAD, "").stream()
        .filter(answer -> !answer.isEmpty())
        .map(Integer::valueOf)
        .toList();
  }

  /// How many are subscribed to each of these topics, on all hubs.
  List<Integer> subscribers(List<Topic> topics) {
    var counts = topics.stream().map(fanOut::subscribers).collect(Collectors.toList());
    var asked = topics.stream().map(Topic::value).collect(Collectors.joining(BETWEEN));
    for (var answer : topics.isEmpty() ? List.<String>of() : askIfPossible(SUBSCRIBERS, asked)) {
      var theirs = answer.split(BETWEEN, -1);
      for (int i = 0; i < Math.min(counts.size(), theirs.length); i++) {
        counts.set(i, counts.get(i) + Integer.parseInt(theirs[i]));
      }
    }
    return counts;
  }

  /// A stream that is open at another hub; empty if there is none.
  Optional<ElsewhereOpen> find(String id) {
    return peers.ask(STREAM, id).stream()
        .filter(answer -> !answer.isEmpty())
        .findAny()
        .map(ElsewhereOpen::decoded);
  }

  /// As [Explanations#find], of a stream at another hub.
  Optional<String> explanation(Cursor event, String connection) {
    return peers.ask(EXPLAIN, event + BETWEEN + connection).stream()
        .filter(answer -> !answer.isEmpty())
        .findAny();
  }

  /// Has a stream at another hub go on by another token.
  ///
  /// @param token its name
  /// @return false if it is not open any more
  boolean renew(String id, String token, Instant end) {
    return peers.ask(RENEW, String.join(BETWEEN, id, token, end.toString())).contains("1");
  }

  private int endedElsewhere(String place) {
    return peers.ask(ENDED, place).stream()
        .filter(answer -> !answer.isEmpty())
        .mapToInt(Integer::parseInt)
        .sum();
  }

  /// Ends a stream at another hub; nobody says whether it was there.
  int end(String id) {
    return peers.ask("end", id).contains("1") ? 1 : 0;
  }

  // ---- the others ask

  private String answer(String kind, String argument) {
    var parts = argument.split(BETWEEN, -1);
    return switch (kind) {
      case LIST -> {
        var list = Json.array();
        own(parts[1], Integer.parseInt(parts[0])).forEach(list::add);
        yield list.build().toString();
      }
      case SUBSCRIBERS ->
          Arrays.stream(parts)
              .map(topic -> Integer.toString(fanOut.subscribers(new Topic(topic))))
              .collect(Collectors.joining(BETWEEN));
      case STREAM -> fanOut.find(argument).map(ElsewhereOpen::encoded).orElse("");
      case RENEW ->
          fanOut
              .find(parts[0])
              .filter(stream -> stream.renew(parts[1], Instant.parse(parts[2])))
              .map(_ -> "1")
              .orElse("");
      case ENDED -> String.valueOf(takeEnded(argument));
      case "end" -> fanOut.find(argument).filter(fanOut::revoke).map(_ -> "1").orElse("");
      case TICKET -> {
        fanOut.replace(argument);
        yield "";
      }
      case EXPLAIN ->
          Cursor.parse(parts[0]).flatMap(event -> explanations.find(event, parts[1])).orElse("");
      case LOAD -> fanOut.isDraining() ? "" : Integer.toString(fanOut.openStreams());
      default -> "";
    };
  }
}
