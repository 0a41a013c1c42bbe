package dev.tidings.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.regex.Pattern;

/// Input: a cursor as a stranger may send it. It is one if and only if it is two numbers as the hub
/// writes them, and then it is written again as it was.
public final class CursorFuzz {

  private static final Pattern TWO_NUMBERS = Pattern.compile("([0-9]+)-([0-9]+)");
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

  private CursorFuzz() {}

  public static void check(byte[] input) {
    var text = new String(input, UTF_8);
    var cursor = Cursor.parse(text);

    assertThat(cursor.isPresent()).as(text).isEqualTo(isCursor(text));
    cursor.ifPresent(
        place -> {
          assertThat(place).hasToString(text);
          assertThat(place.orLater(Cursor.ORIGIN)).isEqualTo(place);
        });
  }

  private static boolean isCursor(String text) {
    var parts = TWO_NUMBERS.matcher(text);
    return parts.matches() && isNumber(parts.group(1)) && isNumber(parts.group(2));
  }

  private static boolean isNumber(String digits) {
    var number = new BigInteger(digits);
    return number.toString().equals(digits) && number.compareTo(MOST) <= 0;
  }
}
