package dev.tidings.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeanSocketTest {

  /// Fails with a version of the server whose streams would need three times the memory.
  @Test
  void theServersConnectionsAreBuiltAsIsKnownHere() throws ClassNotFoundException {
    assertThat(LeanSocket.fits(Class.forName("io.helidon.webserver.ConnectionHandler"))).isTrue();
  }

  @Test
  void connectionsThatAreBuiltOtherwiseKeepTheirSocket() {
    assertThat(LeanSocket.fits(Object.class)).isFalse();
  }
}
