package dev.tidings.limits;

import java.util.List;

/// Who is believed when it says for whom it asks.
///
/// @param trusted addresses of proxies
/// @param header in which they say it. One only: a proxy leaves the other as the client sent it
public record ProxiesConfig(List<AddressBlock> trusted, Header header) {

  /// How proxies tell of the client.
  public enum Header {
    /// `X-Forwarded-For`, of which each proxy adds to the end.
    X_FORWARDED_FOR,
    /// RFC 7239.
    FORWARDED
  }

  public ProxiesConfig {
    trusted = List.copyOf(trusted);
  }
}
