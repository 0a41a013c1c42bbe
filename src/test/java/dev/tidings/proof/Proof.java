package dev.tidings.proof;

import dev.tidings.benchmark.load.StreamReader;
import dev.tidings.system.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Does one fault after another to a cluster, and tells what became of the events. Ends with status
/// 1 if something was not as is promised.
@SuppressWarnings("SystemOut")
public final class Proof {

  /// For what is still on its way when nothing is published any more.
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Options options;
  private final Tokens tokens = new Tokens();
  private final AtomicLong published = new AtomicLong();
  private final AtomicLong delivered = new AtomicLong();
  private final Timeline timeline = new Timeline(published, delivered);
  private final List<Outcome> outcomes = new ArrayList<>();
  private final List<String> facts = new ArrayList<>();

  private Proof(Options options) {
    this.options = options;
  }

  public static void main(String[] args) throws IOException {
    Options options;
    try {
      options = Options.ofSystemProperties();
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(Proof::endProcesses));
    System.exit(new Proof(options).run() ? 0 : 1);
  }

  /// Whoever interrupts the proof is not to find its processes still running.
  private static void endProcesses() {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  private boolean run() throws IOException {
    Files.createDirectories(options.directory());
    facts.add("%s UTC".formatted(Instant.now().truncatedTo(ChronoUnit.SECONDS)));
    facts.add(
        "%d processors, Linux %s, all on this machine over loopback"
            .formatted(
                Runtime.getRuntime().availableProcessors(), System.getProperty("os.version")));
    facts.add(
        "%,d subscribers of %d topics, %d events a second in all"
            .formatted(options.subscribers(), options.topics(), options.perSecond()));
    try (var reader = new StreamReader();
        timeline) {
      prove(options.faults(), 0, reader);
      prove(options.faults().stream().filter(Fault::isLosing).toList(), 1, reader);
    }
    write();
    return outcomes.stream().allMatch(Outcome::isGood);
  }

  private void prove(List<Fault> faults, int waitReplicas, StreamReader reader) {
    if (faults.isEmpty()) {
      return;
    }
    try (var rig = Rig.start(tokens, waitReplicas, options.directory());
        var subscribers = subscribers(rig.door().port(), reader);
        var publishers =
            new Publishers(
                rig.door().port(),
                tokens.everything(),
                options.topics(),
                options.perSecond(),
                published)) {
      if (waitReplicas == 0) {
        facts.add(
            "%d hubs, Redis %s with a replica and three Sentinels, HAProxy; where a replica is waited for, with two"
                .formatted(HubGroup.COUNT, rig.redis().version()));
      }
      subscribers.open(options.subscribers(), options.topics());
      for (var fault : faults) {
        prove(fault, rig, subscribers, publishers, reader);
      }
      rig.hubs().complaints().forEach(System.out::println);
    }
  }

  private Subscribers subscribers(int port, StreamReader reader) {
    return new Subscribers(reader, port, tokens.everything(), delivered);
  }

  private void prove(
      Fault fault, Rig rig, Subscribers subscribers, Publishers publishers, StreamReader reader) {
    if (fault != Fault.STORM) {
      outcome(fault, rig, subscribers, subscribers, options.subscribers(), publishers);
      return;
    }
    try (var further = subscribers(rig.door().portOfTheFirst(), reader)) {
      further.open(options.storm(), options.topics());
      outcome(fault, rig, further, subscribers, options.storm(), publishers);
    }
  }

  /// @param judged whose fate is told; `others` must have everything as well
  private void outcome(
      Fault fault,
      Rig rig,
      Subscribers judged,
      Subscribers others,
      int count,
      Publishers publishers) {
    var began = timeline.now();
    judged.begin();
    others.begin();
    var begun = publishers.begin();
    Waiting.pass(Duration.ofSeconds(2));
    fault.strike(rig, judged);
    rig.awaitHealth();
    Waiting.pass(Duration.ofSeconds(2));
    Waiting.pass(options.time().minus(timeline.now().minus(began)));
    var publication = publishers.pause(begun);
    judged.awaitAll(publication.stretches(), PATIENCE);
    others.awaitAll(publication.stretches(), PATIENCE);
    var outcome =
        new Outcome(
            fault,
            rig.waitReplicas(),
            count,
            began,
            publication,
            rig.redis().missing(publication.stretches()),
            judged.arrival(publication.stretches()));
    outcomes.add(outcome);
    judged.poorest(publication.stretches()).forEach(System.out::println);
    System.out.printf(
        "%-30s %s  lost %d (untold %d), silence %s / %s, %s%n",
        outcome.name(),
        outcome.isGood() ? "good" : "BAD ",
        outcome.arrival().lost(),
        outcome.arrival().lostInSilence(),
        Report.seconds(outcome.arrival().silence()),
        Report.seconds(outcome.arrival().silenceOfOthers()),
        outcome.arrival().faults());
  }

  private void write() throws IOException {
    facts.add("it took %d s".formatted(timeline.now().toSeconds()));
    var directory = options.directory();
    var plot =
        Plot.write(
            timeline.points(),
            outcomes,
            Math.max(1, options.subscribers() / options.topics()),
            directory);
    var report = Report.of(facts, outcomes, List.of(plot));
    Files.writeString(directory.resolve("report.md"), report);
    System.out.println();
    System.out.println(report);
    System.out.println("Written to " + directory.toAbsolutePath());
  }
}
