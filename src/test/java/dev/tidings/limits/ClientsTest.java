package dev.tidings.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.limits.ProxiesConfig.Header;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientsTest {

  private static final List<AddressBlock> PROXIES =
      List.of(AddressBlock.parse("10.0.0.0/8"), AddressBlock.parse("fd00::/8"));

  private final Clients clients = new Clients(new ProxiesConfig(PROXIES, Header.X_FORWARDED_FOR));

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          # peer        | X-Forwarded-For                      | client
          192.0.2.9     | -                                    | 192.0.2.9
          192.0.2.9     | 203.0.113.5                          | 192.0.2.9
          10.1.2.3      | -                                    | 10.1.2.3
          10.1.2.3      | 203.0.113.5                          | 203.0.113.5
          10.1.2.3      | 203.0.113.5:4711                     | 203.0.113.5
          10.1.2.3      | 198.51.100.7, 203.0.113.5            | 203.0.113.5
          10.1.2.3      | 198.51.100.7, 203.0.113.5, 10.9.9.9  | 203.0.113.5
          10.1.2.3      | 10.7.7.7, 10.9.9.9                   | 10.7.7.7
          10.1.2.3      | 203.0.113.5, nonsense, 10.9.9.9      | 10.9.9.9
          10.1.2.3      | unknown                              | 10.1.2.3
          10.1.2.3      | ~~                                   | 10.1.2.3
          10.1.2.3      | ,,,                                  | 10.1.2.3
          10.1.2.3      | a-name.example                       | 10.1.2.3
          fd00::1       | 2001:db8:1:2:3:4:5:6                 | 2001:db8:1:2::/64
          fd00::1       | [2001:db8:1:2:3:4:5:6]:443           | 2001:db8:1:2::/64
          """)
  void theNearestThatIsNoTrustedProxyIsTheClient(String peer, String header, String client)
      throws Exception {
    var found =
        clients.client(InetAddress.getByName(peer), Map.of("X-Forwarded-For", text(header))::get);

    assertThat(found).isEqualTo(AddressBlock.parse(client));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      textBlock =
          """
          for=203.0.113.5                                              | 203.0.113.5
          For="203.0.113.5:80";proto=https;by=10.0.0.1                 | 203.0.113.5
          proto=https; for=203.0.113.5                                 | 203.0.113.5
          for=198.51.100.7, for="[2001:db8::1]:80"                     | 2001:db8::/64
          for=198.51.100.7, for=203.0.113.5, for=10.9.9.9              | 203.0.113.5
          for=198.51.100.7, for=unknown                                | 10.1.2.3
          for=198.51.100.7, for=_hidden                                | 10.1.2.3
          proto=https                                                  | 10.1.2.3
          """)
  void theStandardHeaderIsReadWhereItIsTheOneConfigured(String header, String client)
      throws Exception {
    var standard = new Clients(new ProxiesConfig(PROXIES, Header.FORWARDED));

    var found =
        standard.client(InetAddress.getByName("10.1.2.3"), Map.of("Forwarded", header)::get);

    assertThat(found).isEqualTo(AddressBlock.parse(client));
  }

  @Test
  void aHeaderThatTheProxiesDoNotSetCountsForNothing() throws Exception {
    var found =
        clients.client(
            InetAddress.getByName("10.1.2.3"), Map.of("Forwarded", "for=203.0.113.5")::get);

    assertThat(found).isEqualTo(AddressBlock.parse("10.1.2.3"));
  }

  private static String text(String header) {
    return header == null ? "" : header;
  }
}
