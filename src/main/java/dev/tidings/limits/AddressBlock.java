package dev.tidings.limits;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// The addresses that share their first bits. Two blocks are equal if they have the same addresses.
public final class AddressBlock {

  /// One customer of an IPv6 provider has at least so many addresses of their own (RFC 6177), so
  /// single ones mean nothing.
  private static final int IPV6_CLIENT = 64;

  private final byte[] first;
  private final int bits;

  private AddressBlock(byte[] address, int bits) {
    this.first = masked(address, bits);
    this.bits = bits;
  }

  private static byte[] masked(byte[] address, int bits) {
    var masked = address.clone();
    for (int i = 0; i < masked.length; i++) {
      var kept = Math.clamp(bits - Byte.SIZE * (long) i, 0, Byte.SIZE);
      masked[i] &= (byte) (0xFF << (Byte.SIZE - kept));
    }
    return masked;
  }

  /// Reads an address or a block, such as `10.0.0.0/8` or `fd00::/8`.
  ///
  /// @throws IllegalArgumentException if it is neither; names are not looked up
  public static AddressBlock parse(String text) {
    var slash = text.indexOf('/');
    var address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress();
    var most = Byte.SIZE * address.length;
    var bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
    if (bits < 0 || bits > most) {
      throw new IllegalArgumentException("a block has from 0 to " + most + " bits: " + text);
    }
    return new AddressBlock(address, bits);
  }

  /// What counts as one client.
  public static AddressBlock client(InetAddress address) {
    var bits = address instanceof Inet6Address ? IPV6_CLIENT : Byte.SIZE * Integer.BYTES;
    return new AddressBlock(address.getAddress(), bits);
  }

  boolean contains(InetAddress address) {
    var bytes = address.getAddress();
    return bytes.length == first.length && Arrays.equals(masked(bytes, bits), first);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressBlock that
        && bits == that.bits
        && Arrays.equals(first, that.first);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(first) + bits;
  }

  @Override
  public String toString() {
    try {
      return InetAddress.getByAddress(first).getHostAddress() + "/" + bits;
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
