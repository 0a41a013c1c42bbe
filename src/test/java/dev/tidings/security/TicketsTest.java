package dev.tidings.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidings.event.TopicFilter;
import dev.tidings.event.TopicFilters;
import dev.tidings.log.Ledger;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketsTest {

  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration ROTATION = Duration.ofDays(30);
  private static final TicketConfig CONFIG = new TicketConfig(ROTATION);
  private static final Duration MOMENT = Duration.ofMillis(1);

  private Instant now = START;
  private final Facts facts = new Facts();
  private final Tickets tickets = new Tickets(facts, CONFIG, () -> now);

  /// A ledger in memory.
  private final class Facts implements Ledger {

    private final Map<String, String> values = new HashMap<>();
    private final Map<String, Instant> ends = new HashMap<>();

    @Override
    public Optional<String> find(String key) {
      return Optional.ofNullable(values.get(key)).filter(_ -> now.isBefore(ends.get(key)));
    }

    @Override
    public String putIfAbsent(String key, String value, Instant until) {
      if (find(key).isEmpty()) {
        put(key, value, until);
      }
      return find(key).orElseThrow();
    }

    @Override
    public void put(String key, String value, Instant until) {
      values.put(key, value);
      ends.put(key, until);
    }

    @Override
    public Map<String, String> withPrefix(String prefix) {
      throw new UnsupportedOperationException();
    }

    long keys() {
      return values.keySet().stream().filter(key -> key.startsWith("ticket/key/")).count();
    }
  }

  private static Caller.Bearer caller(String... filters) {
    return caller("alice", Stream.of(filters).map(TopicFilter::new).toList());
  }

  private static Caller.Bearer caller(@Nullable String subject, List<TopicFilter> filters) {
    return new Caller.Bearer(
        Identity.ofToken(subject, subject == null ? null : "id-1", subject == null ? null : START),
        new Grants(List.of(new TopicFilter("**")), filters),
        START.plus(HOUR));
  }

  private void use(String ticket) {
    tickets.use(new TicketContext(new TicketHolder(tickets.open(ticket)), false));
  }

  @Test
  void aTicketStandsForItsTokenAndGrantsNoPublication() {
    var bearer = tickets.open(tickets.issue(caller("a/*", "b"))).bearer();

    assertThat(bearer.identity().subject()).isEqualTo("alice");
    assertThat(bearer.identity().tokenId()).isEqualTo("id-1");
    assertThat(bearer.identity().issued()).isEqualTo(START);
    assertThat(bearer.expires()).isEqualTo(START.plus(HOUR));
    assertThat(bearer.grants().publish()).isEmpty();
    assertThat(bearer.grants().subscribe()).containsExactly(filter("a/*"), filter("b"));
    assertThat(bearer.hasTicket()).isTrue();
    assertThat(caller("a").hasTicket()).isFalse();
  }

  @Test
  void whatTheTokenDoesNotSayTheTicketDoesNotSay() {
    var identity = tickets.open(tickets.issue(caller(null, List.of()))).bearer().identity();

    assertThat(identity.subject()).isNull();
    assertThat(identity.tokenId()).isNull();
    assertThat(identity.issued()).isNull();
  }

  @Test
  void aTicketForSomeFiltersOpensNoOthersAndNoneThatAreOnlyPublic() {
    var ticket = tickets.issue(caller("a/**"), TopicFilters.of("a/b", "open/c"));

    assertThat(tickets.open(ticket).filters()).containsExactly(filter("a/b"));
  }

  @Test
  void aTicketIsUsedWithinItsTimeOrNotAtAll() {
    var inTime = tickets.issue(caller("a"));
    var late = tickets.issue(caller("a"));

    now = START.plus(Tickets.FIRST_USE);
    use(inTime);
    now = now.plus(MOMENT);
    assertRefused(() -> use(late));
  }

  @Test
  void onceUsedItIsGoodUntilItsTokenExpires() {
    var ticket = tickets.issue(caller("a"));
    use(ticket);

    now = START.plus(HOUR).minus(MOMENT);
    use(ticket);
    now = START.plus(HOUR);
    assertRefused(() -> use(ticket));
    assertThat(facts.ends).containsValue(START.plus(HOUR));
  }

  @Test
  void anotherHubOnTheSameLogKnowsTicketsAndWhichWereUsed() {
    var ticket = tickets.issue(caller("a"));
    use(ticket);
    now = START.plusSeconds(60);

    var other = new Tickets(facts, CONFIG, () -> now);
    other.use(new TicketContext(new TicketHolder(other.open(ticket)), false));
  }

  @Test
  void aHubOnAnotherLogKnowsNone() {
    var ticket = tickets.issue(caller("a"));

    assertRefused(() -> new Tickets(new Facts(), CONFIG, () -> now).open(ticket));
  }

  @Test
  void issuingStoresNothingButTheKey() {
    tickets.issue(caller("a"));
    var stored = Map.copyOf(facts.values);
    for (int i = 0; i < 10; i++) {
      tickets.issue(caller("a"));
    }

    assertThat(facts.values).isEqualTo(stored);
    assertThat(facts.keys()).isOne();
  }

  @Test
  void theKeyIsChangedInItsTimeAndTicketsOfTheOneBeforeStayGood() {
    var other = new Tickets(facts, CONFIG, () -> now);
    var old = longLived(tickets);
    now = START.plus(ROTATION).minus(MOMENT);
    assertThat(longLived(other)).isNotNull();
    assertThat(facts.keys()).isOne();

    now = now.plus(MOMENT);
    var young = longLived(tickets);
    longLived(other);

    assertThat(facts.keys()).isEqualTo(2);
    assertThat(TicketSeal.keyOf(young)).isNotEqualTo(TicketSeal.keyOf(old));
    for (var hub : List.of(tickets, other, new Tickets(facts, CONFIG, () -> now))) {
      assertThat(hub.open(old).subject()).isEqualTo("bob");
      assertThat(hub.open(young).subject()).isEqualTo("bob");
    }
  }

  @Test
  void aKeyThatIsOverOpensNothing() {
    var old = longLived(tickets);

    now = START.plus(ROTATION).plus(ROTATION).minus(MOMENT);
    assertThat(tickets.open(old).subject()).isEqualTo("bob");
    now = now.plus(MOMENT);
    assertRefused(() -> tickets.open(old));
    assertRefused(() -> new Tickets(facts, CONFIG, () -> now).open(old));
    assertThat(tickets.open(longLived(tickets)).subject()).isEqualTo("bob");
  }

  @Test
  void aKeyThatIsLostIsReplacedForAll() {
    var other = new Tickets(facts, CONFIG, () -> now);
    var lost = longLived(other);
    facts.values.keySet().removeIf(key -> key.startsWith("ticket/key/"));

    var ticket = longLived(tickets);

    assertThat(new Tickets(facts, CONFIG, () -> now).open(ticket).subject()).isEqualTo("bob");
    assertRefused(() -> tickets.open(lost));
  }

  /// Of a token that outlives every key.
  private String longLived(Tickets hub) {
    return hub.issue(
        new Caller.Bearer(
            Identity.ofToken("bob", null, null),
            new Grants(List.of(), List.of(filter("a"))),
            START.plus(Duration.ofDays(1000))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT59S", "P3651D", "PT0S", "-PT1H"})
  void aRotationHasItsBounds(Duration rotation) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TicketConfig(rotation))
        .withMessageStartingWith("tidings.security.tickets.rotation ");
  }

  @Test
  void whatIsTooMuchForAUrlIsRefused() {
    var many = IntStream.range(0, 400).mapToObj(i -> new TopicFilter("some/topic/" + i)).toList();

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> tickets.issue(caller("alice", many)))
        .extracting(ProblemException::problem)
        .isInstanceOf(Problem.Malformed.class);
    assertThat(tickets.issue(caller("alice", many), TopicFilters.of("some/topic/1")))
        .hasSizeLessThan(220);
  }

  private static TopicFilter filter(String value) {
    return new TopicFilter(value);
  }

  private static void assertRefused(ThrowingCallable call) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(call)
        .extracting(ProblemException::problem)
        .isInstanceOf(Problem.Unauthenticated.class);
  }
}
