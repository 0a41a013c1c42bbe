package dev.tidings.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedOriginsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://app.example.com",
        "http://localhost:3000",
        "http://localhost",
        "https://app.example.com:8443",
        "https://xn--mnchen-3ya.example",
        "http://my_host",
        "http://192.0.2.1:8080",
        "http://[::1]:3000",
        "https://[2001:db8::1]",
        "http://app.test:443",
        "https://app.test:65535",
        "capacitor://localhost"
      })
  void whatBrowsersSendIsAnOrigin(String origin) {
    assertThat(AllowedOrigins.of(List.of(origin)).named()).containsExactly(origin);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "app.example.com",
        "//app.example.com",
        "https:app.example.com",
        "https://",
        "https://app.example.com/",
        "https://app.example.com/page",
        "https://app.example.com?x",
        "https://app.example.com#x",
        "https://user@app.example.com",
        "https://*.example.com",
        "https://app.example.com:*",
        "https://app.example.com.",
        "https://.example.com",
        "https://app..example.com",
        "https://App.example.com",
        "HTTPS://app.example.com",
        "https://münchen.example",
        "https://app.example.com:443",
        "http://app.example.com:80",
        "https://app.example.com:0",
        "https://app.example.com:08443",
        "https://app.example.com:65536",
        "https://app.example.com:999999",
        "https://app.example.com:",
        "https://app example.com",
        "https://a.test https://b.test",
        "https://a.test\r\nX: y"
      })
  void whatNoBrowserSendsIsRefusedByTheNameOfTheKey(String origin) {
    assertThatThrownBy(() -> AllowedOrigins.of(List.of("https://good.test", origin)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tidings.cors.origins")
        .hasMessageContaining(origin);
  }

  @Test
  void anAsteriskIsEverybodyBesideThoseThatAreNamed() {
    var origins = AllowedOrigins.of(List.of(" https://app.test ", "*", "", "https://app.test"));

    assertThat(origins.named()).containsExactly("https://app.test");
    assertThat(origins.everybody()).isTrue();
    assertThat(origins.areNone()).isFalse();
  }

  @Test
  void withoutAnyNobodyElsesPageMayRead() {
    assertThat(AllowedOrigins.of(List.of()).areNone()).isTrue();
    assertThat(AllowedOrigins.of(List.of("*")).areNone()).isFalse();
  }
}
