package dev.tidings.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketSealTest {

  private static final byte[] CONTENT = "what a ticket says".getBytes(UTF_8);
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private final TicketSeal seal = new TicketSeal(7, key(1));

  private static byte[] key(int fill) {
    var key = new byte[TicketSeal.KEY_LENGTH];
    Arrays.fill(key, (byte) fill);
    return key;
  }

  @Test
  void whatWasSealedIsOpenedWithTheSameKey() {
    assertThat(new TicketSeal(7, key(1)).open(seal.seal(CONTENT)).orElseThrow()).isEqualTo(CONTENT);
  }

  @Test
  void anotherKeyOpensNothing() {
    assertThat(new TicketSeal(7, key(2)).open(seal.seal(CONTENT))).isEmpty();
  }

  @Test
  void aTicketSaysWhichKeyItWasMadeWithAndNoOtherNameWillDo() {
    var ticket = seal.seal(CONTENT);

    assertThat(TicketSeal.keyOf(ticket)).hasValue(7);
    assertThat(new TicketSeal(8, key(1)).open(ticket)).isEmpty();
    assertThat(TicketSeal.keyOf("tkt1_AAAA")).isEmpty();
  }

  @Test
  void nothingOfTheContentCanBeReadAndNoTwoAreEqual() {
    var tickets = new HashSet<String>();
    for (int i = 0; i < 100; i++) {
      tickets.add(seal.seal(CONTENT));
    }

    assertThat(tickets).hasSize(100).allMatch(ticket -> ticket.matches("tkt1_[A-Za-z0-9_-]+"));
  }

  /// Every bit of every character: also those at the end, which stand for nothing.
  @Test
  void aTicketWithOneBitFlippedIsNone() {
    var ticket = seal.seal(CONTENT);
    for (int place = ticket.indexOf('_') + 1; place < ticket.length(); place++) {
      var digit = ALPHABET.indexOf(ticket.charAt(place));
      for (int bit = 0; bit < 6; bit++) {
        var altered = new StringBuilder(ticket);
        altered.setCharAt(place, ALPHABET.charAt(digit ^ (1 << bit)));

        assertThat(seal.open(altered.toString())).as("bit %d of %d", bit, place).isEmpty();
      }
    }
  }

  @Test
  void aTicketThatIsCutOffOrPaddedIsNone() {
    var ticket = seal.seal(CONTENT);
    for (int length = 0; length < ticket.length(); length++) {
      assertThat(seal.open(ticket.substring(0, length))).isEmpty();
    }
    assertThat(seal.open(ticket + "=")).isEmpty();
    assertThat(seal.open(ticket + "A")).isEmpty();
    assertThat(seal.open(ticket.replace("tkt1_", "tkt2_"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", "tkt1_", "tkt1_ ", "tkt1_\u00e4\u00f6", "eyJhbGciOiJub25lIn0.e30."})
  void otherTextIsNoTicket(String text) {
    assertThat(seal.open(text)).isEmpty();
  }

  @Test
  void aKeyOfAnotherLengthIsNone() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TicketSeal(7, new byte[16]));
  }
}
