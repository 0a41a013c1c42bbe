package dev.tidings.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CookiesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "t=a                        | a",
        "x=1; t=a; y=2              | a",
        "x=1;t=a;y=2                | a",
        "t=\"a\"                    | a",
        "t=a=b==                    | a=b==",
        "$Version=x; t=a; $Path=/   | a",
        ";;=; t ;t=a;=t=b           | a",
        "t=\"                       | \"",
        "T=b; xt=c; t=a; t.x=d; tt=e| a",
        "a, t=b                     | ''",
        "t=                         | ''",
        "t=\"\"                     | ''",
        "t =a                       | ''",
        "''                         | ''"
      })
  void aCookieIsFoundByItsNameAmongWhateverElseThereIs(String header, String value) {
    assertThat(Cookies.named("t", List.of(header)))
        .isEqualTo(value.isEmpty() ? List.of() : List.of(value));
  }

  @Test
  void allOfOneNameAreFound() {
    assertThat(Cookies.named("t", List.of("t=a; t=b", "x=1", "t=c")))
        .containsExactly("a", "b", "c");
  }
}
