package dev.tidings.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.log.Peers;
import dev.tidings.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/// The other nodes. A question goes to all of them by the control stream, answers come back by a
/// list that is made for it. Which nodes there are is seen by their signs of life.
final class RedisPeers implements Peers {

  private static final System.Logger LOG = System.getLogger(RedisPeers.class.getName());

  /// Without a sign of life for so long a node counts as dead.
  private static final Duration SILENCE = Duration.ofSeconds(3);

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /// Of one look, in seconds, well within the timeout of an answer.
  private static final String ONE_LOOK = "0.25";

  private static final String ANSWERS = "answers:";

  private final Links links;
  private final Keys keys;
  private final Beginning beginning;
  private final String node;
  private volatile @Nullable Answerer answerer;

  RedisPeers(Links links, Keys keys, Beginning beginning, String node) {
    this.links = links;
    this.keys = keys;
    this.beginning = beginning;
    this.node = node;
  }

  @Override
  public void serve(Answerer one) {
    answerer = one;
  }

  /// Gives a sign of life, and takes those out that have given none.
  void live(Link link) throws RedisException {
    link.run(
        Script.LIVE, List.of(beginning.now(), Reply.bytes(node), Reply.bytes(SILENCE.toMillis())));
  }

  /// Says that this node ends.
  void leave() {
    try {
      links.use(link -> link.call(Command.ZREM, keys.nodes(), Reply.bytes(node)));
    } catch (ProblemException _) {
      // the others will see it
    }
  }

  @Override
  public List<String> ask(String kind, String argument) {
    var question = UUID.randomUUID().toString();
    var others = links.use(link -> others(link));
    if (others == 0) {
      return List.of();
    }
    announce("ask", kind, argument, question);
    var answers = new ArrayList<String>();
    var latest = System.nanoTime() + PATIENCE.toNanos();
    while (answers.size() < others && System.nanoTime() < latest) {
      var reply =
          links.use(
              link ->
                  Reply.list(
                      link.call(
                          Command.BLPOP, keys.key(ANSWERS + question), Reply.bytes(ONE_LOOK))));
      if (!reply.isEmpty()) {
        answers.add(Reply.text(reply.get(1)));
      }
    }
    return answers;
  }

  private int others(Link link) throws RedisException {
    var alive =
        Reply.list(link.call(Command.ZRANGE, keys.nodes(), Reply.bytes(0), Reply.bytes(-1)));
    return (int) alive.stream().filter(one -> !Reply.text(one).equals(node)).count();
  }

  @Override
  public void tell(String kind, String argument) {
    announce("tell", kind, argument, "");
  }

  private void announce(String how, String kind, String argument, String question) {
    links.use(
        link ->
            link.call(
                Command.XADD,
                keys.control(),
                Reply.bytes("MAXLEN"),
                Reply.bytes("~"),
                Reply.bytes(16_384),
                Reply.bytes("*"),
                Reply.bytes("k"),
                Reply.bytes(how),
                Reply.bytes("n"),
                kind.getBytes(UTF_8),
                Reply.bytes("v"),
                argument.getBytes(UTF_8),
                Reply.bytes("q"),
                Reply.bytes(question),
                Reply.bytes("f"),
                Reply.bytes(node)));
  }

  /// What another node asks or tells. Does not block.
  void heard(Reply.Entry entry) {
    var one = answerer;
    var kind = entry.text("n");
    var argument = entry.text("v");
    var question = entry.text("q");
    if (one == null || kind == null || argument == null || node.equals(entry.text("f"))) {
      return;
    }
    Thread.startVirtualThread(() -> answer(one, kind, argument, question));
  }

  private void answer(Answerer one, String kind, String argument, @Nullable String question) {
    try {
      var answer = one.answer(kind, argument);
      if (question != null && !question.isEmpty()) {
        links.use(
            link -> {
              var list = keys.key(ANSWERS + question);
              link.call(Command.RPUSH, list, answer.getBytes(UTF_8));
              return link.call(Command.PEXPIRE, list, Reply.bytes(10_000));
            });
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "another node was not answered", e);
    }
  }
}
