package dev.tidings.fuzz;

import dev.tidings.system.Hub;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// The requests that are kept, and some that are made of them; always the same.
class RequestFuzzIT {

  private static final int REQUESTS = 1_000;
  private static final long SEED = 20260301;

  @Test
  void noRequestBringsTheHubOutOfStep() throws IOException {
    var hub = Hub.shared();
    var fuzz = new RequestFuzz(hub);
    var before = hub.output();
    var library = fuzz.library();

    library.forEach(fuzz::check);
    var mutator = new Mutator(SEED);
    for (int i = 0; i < REQUESTS; i++) {
      fuzz.check(mutator.next(library));
    }

    fuzz.assertAlive(before);
  }
}
