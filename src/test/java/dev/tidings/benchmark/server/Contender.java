package dev.tidings.benchmark.server;

import java.util.Optional;

/// Who takes part, and how a fresh process of it is started.
public interface Contender {

  /// As the report names it.
  String name();

  /// Which version and settings are measured, in one line.
  String description();

  /// A fresh process with nothing in it, ready to serve.
  default Server start() {
    var server = launch();
    try {
      server.awaitReady();
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
    return server;
  }

  /// A fresh process that may not be ready yet.
  Server launch();

  /// The same without the options that it was given; empty if it was given none.
  default Optional<Contender> plain() {
    return Optional.empty();
  }

  /// The same as it is deployed, with a port apart for who probes it; empty if there is no such.
  default Optional<Contender> deployed() {
    return Optional.empty();
  }

  /// Empty if it cannot take a batch in one request.
  Optional<BatchFormat> batches();
}
