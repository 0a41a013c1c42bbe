package dev.tidings.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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

class TicketsTest {

  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration MOMENT = Duration.ofMillis(1);

  private Instant now = START;
  private final Facts facts = new Facts();
  private final Tickets tickets = new Tickets(facts, () -> now);

  /// A ledger in memory; without ends, which the tests look at.
  private static final class Facts implements Ledger {

    private final Map<String, String> values = new HashMap<>();
    private final Map<String, Instant> ends = new HashMap<>();

    @Override
    public Optional<String> find(String key) {
      return Optional.ofNullable(values.get(key));
    }

    @Override
    public String putIfAbsent(String key, String value, Instant until) {
      ends.putIfAbsent(key, until);
      values.putIfAbsent(key, value);
      return find(key).orElseThrow();
    }

    @Override
    public void put(String key, String value, Instant until) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, String> withPrefix(String prefix) {
      throw new UnsupportedOperationException();
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

    var other = new Tickets(facts, () -> now);
    other.use(new TicketContext(new TicketHolder(other.open(ticket)), false));
  }

  @Test
  void aHubOnAnotherLogKnowsNone() {
    var ticket = tickets.issue(caller("a"));

    assertRefused(() -> new Tickets(new Facts(), () -> now).open(ticket));
  }

  @Test
  void issuingStoresNothingButTheKey() {
    for (int i = 0; i < 10; i++) {
      tickets.issue(caller("a"));
    }

    assertThat(facts.values).hasSize(1);
    assertThat(facts.ends).containsValue(Instant.MAX);
  }

  @Test
  void whatIsTooMuchForAUrlIsRefused() {
    var many = IntStream.range(0, 400).mapToObj(i -> new TopicFilter("some/topic/" + i)).toList();

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> tickets.issue(caller("alice", many)))
        .extracting(ProblemException::problem)
        .isInstanceOf(Problem.Malformed.class);
    assertThat(tickets.issue(caller("alice", many), TopicFilters.of("some/topic/1")))
        .hasSizeLessThan(200);
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
