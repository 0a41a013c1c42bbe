package dev.tidings.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.broadcast.Subscription.Beginning;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import dev.tidings.event.TopicFilters;
import dev.tidings.system.Eventually;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The right to a stream ends, moves, or is withdrawn.
@Timeout(30)
class SessionTest {

  private static final Duration NOTICE = FanOuts.NOTICE;
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration BRIEF = Duration.ofSeconds(20);

  private final FanOut fanOut = FanOuts.of(new EmptyLog(), 100);

  private int published;

  @AfterEach
  void stop() {
    fanOut.stop();
  }

  private Subscriber open(String subject, String token, Duration life, Encoding encoding, Line to) {
    var holder = new Holder(subject, null, Instant.now().plus(life), token, null);
    var audience = Audience.of(TopicFilters.of("news"), encoding);
    var subscriber =
        fanOut.subscribe(new Subscription(holder, audience, Beginning.at(fanOut.position())), to);
    subscriber.open();
    return subscriber;
  }

  private Subscriber open(String subject, String token, Duration life, Line to) {
    return open(subject, token, life, Encoding.EVENTS, to);
  }

  private void publish() {
    fanOut.stored(
        new TopicEvent(
            Frames.place(++published), Publication.text(new Topic("news"), "e" + published)));
  }

  private static int count(String text, RecordingLine line) {
    return (int) Pattern.compile(Pattern.quote(text)).matcher(line.written()).results().count();
  }

  private static void awaitText(String text, RecordingLine line) {
    Eventually.is(text, () -> line.written().contains(text));
  }

  @Test
  void aStreamIsToldOnceThatItsTokenIsAboutToEnd() {
    var line = new RecordingLine();
    var stream = open("alice", "1", Duration.ofSeconds(2), line);

    awaitText("event: tidings.expiring\ndata: {\"connection\":\"" + stream.id() + "\"", line);
    awaitText("{\"reason\":\"expired\"}\n\nclosed", line);

    assertThat(count("tidings.expiring", line)).isEqualTo(1);
    assertThat(line.written()).containsPattern("\"expiresIn\":[01]}");
  }

  @Test
  void aStreamOfLinesIsTold() {
    var line = new RecordingLine();
    var stream = open("alice", "1", NOTICE.minusSeconds(1), Encoding.LINES, line);

    awaitText("{\"expiring\":{\"connection\":\"" + stream.id() + "\",\"expiresIn\":5", line);
  }

  @Test
  void noStreamIsToldLongBefore() {
    var early = new RecordingLine();
    open("alice", "1", LONG, early);
    var late = new RecordingLine();
    open("alice", "2", NOTICE, late);

    awaitText("tidings.expiring", late);
    assertThat(early.written()).doesNotContain("tidings.expiring");
  }

  @Test
  void aPollIsNotTold() {
    var answer = new Answer(Duration.ofMillis(500), fanOut.position());
    open("alice", "1", Duration.ofSeconds(20), Encoding.LINES, answer);

    Eventually.is("answered", () -> answer.rest() != null);
    assertThat(new String(Objects.requireNonNull(answer.rest()), UTF_8)).doesNotContain("expiring");
  }

  @Test
  void whoeverHasMuchToReadIsToldAllTheSame() {
    var line = new RecordingLine();
    open("alice", "1", Duration.ofSeconds(1), line);
    var until = System.nanoTime() + Duration.ofMillis(900).toNanos();
    while (System.nanoTime() < until) {
      publish();
    }

    awaitText("expired", line);
    assertThat(count("tidings.expiring", line)).isEqualTo(1);
  }

  @Test
  void aRenewedStreamGoesOnAndIsToldAgain() {
    var line = new RecordingLine();
    var stream = open("alice", "1", Duration.ofSeconds(1), line);
    awaitText("tidings.expiring", line);

    assertThat(stream.renew("2", Instant.now().plusSeconds(3))).isTrue();

    Eventually.is("told again", () -> count("tidings.expiring", line) == 2);
    assertThat(stream.holder().token()).isEqualTo("2");
    assertThat(stream.firstHolder().token()).isEqualTo("1");
    awaitText("expired", line);
    assertThat(stream.renew("3", Instant.now().plus(LONG))).isFalse();
  }

  @Test
  void aRenewalMayAlsoShortenAStream() {
    var line = new RecordingLine();
    var stream = open("alice", "1", LONG, line);

    stream.renew("2", Instant.now().minusSeconds(1));

    awaitText("expired", line);
  }

  @Test
  void renewingWhileEventsFlowLosesNone() throws Exception {
    var line = new RecordingLine();
    var stream = open("alice", "1", BRIEF, line);
    var renewing =
        Thread.ofVirtual()
            .start(
                () -> {
                  for (int i = 0; i < 2000; i++) {
                    stream.renew("t" + i, Instant.now().plus(BRIEF));
                  }
                });
    for (int i = 0; i < 2000; i++) {
      publish();
    }
    renewing.join();
    stream.renew("last", Instant.now().plus(LONG));

    awaitText("data: e2000\n", line);
    var events = new ArrayList<Integer>();
    Pattern.compile("data: e(\\d+)\n")
        .matcher(line.written())
        .results()
        .forEach(event -> events.add(Integer.parseInt(event.group(1))));
    assertThat(events).hasSize(2000).isSorted();
    assertThat(line.written()).doesNotContain("tidings.bye");
  }

  @Test
  void onlyTheStreamsOfWhoIsMeantAreRevokedAndEachOnce() {
    var alice = new RecordingLine();
    open("alice", "1", LONG, alice);
    var bob = new RecordingLine();
    open("bob", "2", LONG, bob);
    var poll = new Answer(Duration.ofSeconds(50), Frames.place(0));
    open("alice", "3", LONG, Encoding.LINES, poll);

    assertThat(fanOut.revoke(holder -> "alice".equals(holder.subject()))).isEqualTo(2);
    assertThat(fanOut.revoke(holder -> "alice".equals(holder.subject()))).isZero();

    awaitText("event: tidings.bye\ndata: {\"reason\":\"revoked\"}\n\nclosed", alice);
    Eventually.is("answered", () -> poll.rest() != null);
    publish();
    awaitText("data: e1", bob);
    assertThat(alice.written()).doesNotContain("data: e1");
  }

  @Test
  void aStreamThatIsRevokedBeforeItOpensSaysSo() {
    var line = new RecordingLine();
    var audience = Audience.of(TopicFilters.of("news"), Encoding.EVENTS);
    var holder = new Holder("alice", null, Instant.now().plus(LONG), "1", null);
    var stream =
        fanOut.subscribe(new Subscription(holder, audience, Beginning.at(fanOut.position())), line);

    assertThat(fanOut.revoke(stream)).isTrue();
    stream.open();

    awaitText("revoked", line);
  }

  @Test
  void aClientThatTakesNothingIsCutSoonAfterItWasRevoked() throws Exception {
    var line = new RecordingLine().stalled();
    var stream = open("alice", "1", LONG, line);
    publish();
    line.awaitStuck();

    fanOut.revoke(stream);

    Eventually.is("cut", line::isGone);
    line.resume();
  }

  @Test
  void operatorsSeeWhoIsConnectedInPages() {
    var ids = new ArrayList<String>();
    for (int i = 0; i < 5; i++) {
      ids.add(open("user" + i, "t" + i, LONG, new RecordingLine()).id());
    }
    ids.sort(null);

    var seen = new ArrayList<String>();
    var after = "";
    for (var page = fanOut.connections(after, 2);
        !page.isEmpty();
        page = fanOut.connections(after, 2)) {
      page.forEach(connection -> seen.add(connection.id()));
      after = page.getLast().id();
    }

    assertThat(seen).isEqualTo(ids);
    assertThat(fanOut.connections("", 9).toString()).doesNotContain("t0");
    assertThat(fanOut.subscribers(new Topic("news"))).isEqualTo(5);
    assertThat(fanOut.subscribers(new Topic("other"))).isZero();
  }

  @Test
  void aStreamIsBehindByTheTimeToTheNewestThatItShouldHave() throws Exception {
    var line = new RecordingLine().stalled();
    open("alice", "1", LONG, line);
    assertThat(fanOut.connections("", 1).getFirst().behind()).isZero();

    publish();
    line.awaitStuck();
    assertThat(fanOut.connections("", 1).getFirst().behind()).isPositive();

    line.resume();
    Eventually.is("caught up", () -> fanOut.connections("", 1).getFirst().behind().isZero());
  }
}
