package dev.tidings.proof;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import redis.clients.jedis.Protocol.Command;

/// What is done to the hub, and mended again.
enum Fault {
  NONE("none", "nothing is done", false) {
    @Override
    void strike(Rig rig, Subscribers subscribers) {}
  },

  KILL("kill", "one hub is killed (SIGKILL), and started again after 3 s", false) {
    @Override
    void strike(Rig rig, Subscribers subscribers) {
      rig.hubs().hub(1).kill();
      Waiting.pass(Duration.ofSeconds(3));
      rig.hubs().startAgain(1);
    }
  },

  SUSPEND("suspend", "one hub is stopped for 8 s (SIGSTOP), and goes on (SIGCONT)", false) {
    @Override
    void strike(Rig rig, Subscribers subscribers) {
      rig.hubs().hub(2).suspend();
      Waiting.pass(Duration.ofSeconds(8));
      rig.hubs().hub(2).resume();
    }
  },

  CUT("cut", "all subscribers' sockets are reset in the middle of an event, three times", false) {
    @Override
    void strike(Rig rig, Subscribers subscribers) {
      for (int i = 0; i < 3; i++) {
        subscribers.cut();
        Waiting.pass(Duration.ofMillis(2500));
      }
    }
  },

  PAUSE("pause-redis", "Redis is stopped for 2 s (SIGSTOP), which is no failover yet", false) {
    @Override
    void strike(Rig rig, Subscribers subscribers) {
      var primary = rig.redis().primary();
      primary.suspend();
      Waiting.pass(Duration.ofSeconds(2));
      primary.resume();
    }
  },

  FAIL_OVER("fail-over", "Redis is killed, and Sentinels promote its replica", true) {
    @Override
    void strike(Rig rig, Subscribers subscribers) {
      var primary = rig.redis().primary();
      primary.kill();
      rig.redis().awaitPromotion(primary);
      primary.start();
    }
  },

  FAIL_OVER_BEHIND(
      "fail-over-behind",
      "the same, with a replica that has been cut off for a second before, and a quarter of the"
          + " subscribers away",
      true) {
    @Override
    void strike(Rig rig, Subscribers subscribers) {
      var primary = rig.redis().primary();
      var replica = rig.redis().replica();
      subscribers.sendAway(4, Duration.ofSeconds(5));
      Waiting.pass(Duration.ofMillis(500));
      replica.suspend();
      // What is on its way to it would else still reach it.
      primary.call(Command.CLIENT, "KILL", "TYPE", "replica");
      Waiting.pass(Duration.ofSeconds(1));
      primary.kill();
      replica.resume();
      rig.redis().awaitPromotion(primary);
      primary.start();
    }
  },

  ISOLATE(
      "isolate",
      "Redis is stopped (SIGSTOP) until Sentinels have promoted its replica, and goes on as if it"
          + " were the primary",
      true) {
    @Override
    void strike(Rig rig, Subscribers subscribers) {
      var primary = rig.redis().primary();
      primary.suspend();
      rig.redis().awaitPromotion(primary);
      primary.resume();
    }
  },

  ROLL("roll", "all hubs are ended (SIGTERM) and started anew, one after another", false) {
    @Override
    void strike(Rig rig, Subscribers subscribers) {
      for (int i = 0; i < HubGroup.COUNT; i++) {
        rig.hubs().hub(i).terminate();
        rig.hubs().hub(i).awaitEnd();
        rig.hubs().startAgain(i);
        rig.hubs().awaitReady(i);
        // The proxy has to see it as well before the next one goes.
        Waiting.pass(Duration.ofSeconds(2));
      }
    }
  },

  STORM("storm", "the hub that has all of the further subscribers is killed", false) {
    @Override
    void strike(Rig rig, Subscribers subscribers) {
      rig.hubs().hub(0).kill();
      Waiting.pass(Duration.ofSeconds(6));
      rig.hubs().startAgain(0);
    }
  };

  private final String label;
  private final String description;
  private final boolean losing;

  Fault(String label, String description, boolean losing) {
    this.label = label;
    this.description = description;
    this.losing = losing;
  }

  /// Those in which Redis may lose what it has acknowledged.
  static List<Fault> losing() {
    return Arrays.stream(values()).filter(Fault::isLosing).toList();
  }

  /// The one of this name.
  static Fault of(String label) {
    return Arrays.stream(values())
        .filter(fault -> fault.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "proof.faults may name %s, not '%s'"
                        .formatted(Arrays.stream(values()).map(Fault::label).toList(), label)));
  }

  String label() {
    return label;
  }

  String description() {
    return description;
  }

  /// Whether Redis may lose what it has acknowledged, if no replica is waited for.
  boolean isLosing() {
    return losing;
  }

  /// Does it, and has everything run again that it ended. Returns when the last of it is done.
  abstract void strike(Rig rig, Subscribers subscribers);
}
