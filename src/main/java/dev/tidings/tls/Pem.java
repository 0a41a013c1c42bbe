package dev.tidings.tls;

import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/// The blocks of a PEM file (RFC 7468), in their order; what stands between them is passed over.
///
/// @param label as `CERTIFICATE`
/// @param content in DER
@SuppressWarnings("ArrayRecordComponent") // it lives while a file is read, and is never compared
record Pem(String label, byte[] content) {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  /// @throws IllegalArgumentException if a block is no Base64
  static List<Pem> blocks(String text) {
    return BLOCK
        .matcher(text)
        .results()
        .map(
            block ->
                new Pem(block.group(1), Base64.getMimeDecoder().decode(block.group(2).strip())))
        .toList();
  }
}
