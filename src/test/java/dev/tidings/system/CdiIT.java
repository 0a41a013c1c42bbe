package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidings.event.IdempotencyKey;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import dev.tidings.publish.Publisher;
import io.helidon.microprofile.testing.AddBean;
import io.helidon.microprofile.testing.AddConfig;
import io.helidon.microprofile.testing.junit5.HelidonTest;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// A bean in the same application publishes and observes, in the hub's own process.
@HelidonTest
@ResourceLock("the one CDI container of this JVM")
@AddBean(CdiIT.Listener.class)
@AddBean(CdiIT.Troublemaker.class)
@AddConfig(key = "tidings.log.directory", value = "target/cdi-log")
@AddConfig(key = "mp.jwt.verify.issuer", value = Tokens.ISSUER)
class CdiIT {

  private static final Topic ASKED = new Topic("cdi/asked");
  private static final Topic ANSWERED = new Topic("cdi/answered");
  private static final Topic TROUBLE = new Topic("cdi/trouble");
  private static final Topic PLAIN = new Topic("cdi/plain");

  /// Remembers what it observes, and answers what it is asked.
  @ApplicationScoped
  static class Listener {

    private final BlockingQueue<TopicEvent> observed = new LinkedBlockingQueue<>();

    @Inject private Publisher publisher;

    void stored(@Observes TopicEvent event) {
      observed.add(event);
      if (event.topic().equals(ASKED)) {
        publisher.publish(Publication.text(ANSWERED, "answer to " + event.data()));
      }
    }

    TopicEvent next() throws InterruptedException {
      var event = observed.poll(20, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("nothing was observed");
      }
      return event;
    }

    void forget() {
      observed.clear();
    }
  }

  /// Behind the other, for CDI stops at the first observer that throws.
  @ApplicationScoped
  static class Troublemaker {

    void stored(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) TopicEvent event) {
      if (event.topic().equals(TROUBLE)) {
        throw new IllegalStateException("on purpose");
      }
    }
  }

  @Inject private Publisher publisher;
  @Inject private Listener listener;

  @BeforeEach
  void forget() {
    listener.forget();
  }

  @Test
  void whatIsPublishedIsObserved() throws InterruptedException {
    var published = publisher.publish(Publication.text(PLAIN, "a"));

    assertThat(listener.next()).isEqualTo(published);
  }

  @Test
  void eventsAreObservedInTheOrderOfTheLogWhoeverPublishes() throws Exception {
    var count = 500;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, count)
          .mapToObj(i -> Publication.text(PLAIN, Integer.toString(i)))
          .<Runnable>map(publication -> () -> publisher.publish(publication))
          .forEach(threads::execute);
    }
    var ids = new ArrayList<>(List.of(listener.next().id()));
    while (ids.size() < count) {
      ids.add(listener.next().id());
    }

    assertThat(ids).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void anObserverMayPublish() throws InterruptedException {
    var questions = 50;
    for (int i = 0; i < questions; i++) {
      publisher.publish(Publication.text(ASKED, Integer.toString(i)));
    }
    var answers = new ArrayList<String>();
    while (answers.size() < questions) {
      var event = listener.next();
      if (event.topic().equals(ANSWERED)) {
        answers.add(event.data());
      }
    }

    assertThat(answers)
        .isEqualTo(IntStream.range(0, questions).mapToObj(i -> "answer to " + i).toList());
  }

  @Test
  void anObserverThatThrowsDisturbsNeitherThePublisherNorTheNextEvent()
      throws InterruptedException {
    publisher.publish(Publication.text(TROUBLE, "a"));
    publisher.publish(Publication.text(PLAIN, "b"));

    assertThat(listener.next().data()).isEqualTo("a");
    assertThat(listener.next().data()).isEqualTo("b");
  }

  @Test
  void aBeanIsHeldToWhatAnyPublicationIsHeldTo() throws InterruptedException {
    assertRefused(Publication.text(PLAIN, "ä".repeat(32_769)), Problem.EventTooLarge.class);
    assertRefused(Publication.json(PLAIN, null, "{"), Problem.Malformed.class);
    assertRefused(Publication.text(new Topic("tidings/canary"), "a"), Problem.NotGranted.class);
    publisher.publish(Publication.json(PLAIN, null, "{}"));

    assertThat(listener.next().data()).isEqualTo("{}");
  }

  @Test
  void aListIsPublishedWhollyAndInItsOrder() throws InterruptedException {
    var published =
        publisher.publish(
            IntStream.range(0, 100)
                .mapToObj(i -> Publication.text(PLAIN, Integer.toString(i)))
                .toList());

    assertThat(published).extracting(TopicEvent::data).startsWith("0", "1").endsWith("99");
    for (var event : published) {
      assertThat(listener.next()).isEqualTo(event);
    }
  }

  @Test
  void aListWithABadPublicationIsRefusedAndTheFirstSuchIsNamed() throws InterruptedException {
    var good = Publication.text(PLAIN, "a");
    var bad = Publication.json(PLAIN, null, "{");

    assertRefused(List.of(good, bad, bad), new Problem.OfLine(2, problemOf(bad)));
    assertThat(publisher.publish(List.of())).isEmpty();
    publisher.publish(Publication.text(PLAIN, "only"));

    assertThat(listener.next().data()).isEqualTo("only");
  }

  @Test
  void aListHasItsBounds() {
    var small = Publication.text(PLAIN, "a");
    var large = Publication.text(PLAIN, "a".repeat(65_536));

    for (var tooMuch :
        List.of(Collections.nCopies(10_001, small), Collections.nCopies(129, large))) {
      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() -> publisher.publish(tooMuch))
          .extracting(ProblemException::problem)
          .isInstanceOf(Problem.BatchTooLarge.class);
    }
  }

  @Test
  void whatIsPublishedAgainUnderTheSameKeyIsObservedOnce() throws InterruptedException {
    // The log is that of the last time.
    var key = IdempotencyKey.of(UUID.randomUUID().toString());
    var listKey = IdempotencyKey.of(UUID.randomUUID().toString());
    var publication = Publication.text(PLAIN, "once");
    var list = List.of(publication, Publication.text(PLAIN, "more"));

    var first = publisher.publish(publication, key);
    assertThat(publisher.publish(publication, key)).isEqualTo(first);
    var firstList = publisher.publish(list, listKey);
    assertThat(publisher.publish(list, listKey)).isEqualTo(firstList);

    assertThat(listener.next()).isEqualTo(first);
    assertThat(List.of(listener.next(), listener.next())).isEqualTo(firstList);
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> publisher.publish(Publication.text(PLAIN, "other"), key))
        .extracting(ProblemException::problem)
        .isEqualTo(new Problem.KeyReused());
    assertThatIllegalArgumentException().isThrownBy(() -> publisher.publish(List.of(), key));
    var last = publisher.publish(Publication.text(PLAIN, "last"));
    assertThat(listener.next()).isEqualTo(last);
  }

  private Problem problemOf(Publication publication) {
    return catchThrowableOfType(ProblemException.class, () -> publisher.publish(publication))
        .problem();
  }

  private void assertRefused(List<Publication> publications, Problem why) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> publisher.publish(publications))
        .extracting(ProblemException::problem)
        .isEqualTo(why);
  }

  private void assertRefused(Publication publication, Class<? extends Problem> why) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> publisher.publish(publication))
        .extracting(ProblemException::problem)
        .isInstanceOf(why);
  }
}
