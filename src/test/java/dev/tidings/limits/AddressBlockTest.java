package dev.tidings.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressBlockTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,       10.255.255.255, true",
    "10.0.0.0/8,       11.0.0.0,       false",
    "10.1.2.3/8,       10.9.9.9,       true",
    "192.0.2.128/25,   192.0.2.128,    true",
    "192.0.2.128/25,   192.0.2.127,    false",
    "192.0.2.1,        192.0.2.1,      true",
    "192.0.2.1,        192.0.2.2,      false",
    "0.0.0.0/0,        203.0.113.9,    true",
    "0.0.0.0/0,        2001:db8::1,    false",
    "2001:db8::/32,    2001:db8:ffff::1, true",
    "2001:db8::/32,    2001:db9::1,    false",
  })
  void aBlockContainsTheAddressesThatShareItsBits(String block, String address, boolean contained)
      throws Exception {
    assertThat(AddressBlock.parse(block).contains(InetAddress.getByName(address)))
        .isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "/8", "::/129"})
  void whatIsNoBlockIsRefused(String text) {
    assertThatThrownBy(() -> AddressBlock.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anIpv6ClientIsItsNetworkSoThatItCannotChangeItsAddressAtWill() throws Exception {
    var one = AddressBlock.client(InetAddress.getByName("2001:db8:1:2::1"));
    var other = AddressBlock.client(InetAddress.getByName("2001:db8:1:2:ffff::2"));
    var stranger = AddressBlock.client(InetAddress.getByName("2001:db8:1:3::1"));

    assertThat(one).isEqualTo(other).hasSameHashCodeAs(other).isNotEqualTo(stranger);
    assertThat(one).hasToString("2001:db8:1:2:0:0:0:0/64");
  }
}
