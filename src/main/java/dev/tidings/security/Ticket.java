package dev.tidings.security;

import dev.tidings.event.TopicFilter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a ticket says: which token it stands for, and what it opens.
///
/// @param issued when the ticket was
/// @param subject the token's; null if it names none
/// @param tokenId the token's `jti`; null if it has none
/// @param tokenIssued the token's `iat`; null if it does not say
/// @param expires when the token's rights end
/// @param filters that may be subscribed to
record Ticket(
    UUID id,
    Instant issued,
    @Nullable String subject,
    @Nullable String tokenId,
    @Nullable Instant tokenIssued,
    Instant expires,
    List<TopicFilter> filters) {

  private static final long UNKNOWN = Long.MIN_VALUE;

  static Ticket of(Caller.Bearer caller, List<TopicFilter> filters, Instant now) {
    var token = caller.identity();
    return new Ticket(
        UUID.randomUUID(),
        now,
        token.subject(),
        token.tokenId(),
        token.issued(),
        caller.expires(),
        filters);
  }

  /// Who comes with it.
  Caller.Bearer bearer() {
    return new Caller.Bearer(
        new Identity(subject, tokenId, tokenIssued, id.toString()),
        new Grants(List.of(), filters),
        expires);
  }

  byte[] encoded() {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeLong(id.getMostSignificantBits());
      out.writeLong(id.getLeastSignificantBits());
      out.writeLong(issued.toEpochMilli());
      out.writeLong(expires.toEpochMilli());
      out.writeLong(tokenIssued == null ? UNKNOWN : tokenIssued.toEpochMilli());
      write(subject, out);
      write(tokenId, out);
      out.writeShort(filters.size());
      for (var filter : filters) {
        out.writeUTF(filter.toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(@Nullable String text, DataOutputStream out) throws IOException {
    out.writeBoolean(text != null);
    if (text != null) {
      out.writeUTF(text);
    }
  }

  /// @param encoded as [#encoded] made it; a seal vouches for that
  static Ticket decoded(byte[] encoded) {
    try (var in = new DataInputStream(new ByteArrayInputStream(encoded))) {
      var id = new UUID(in.readLong(), in.readLong());
      var issued = Instant.ofEpochMilli(in.readLong());
      var expires = Instant.ofEpochMilli(in.readLong());
      var tokenIssued = in.readLong();
      var subject = read(in);
      var tokenId = read(in);
      var filters = new ArrayList<TopicFilter>();
      for (int left = in.readUnsignedShort(); left > 0; left--) {
        filters.add(new TopicFilter(in.readUTF()));
      }
      return new Ticket(
          id,
          issued,
          subject,
          tokenId,
          tokenIssued == UNKNOWN ? null : Instant.ofEpochMilli(tokenIssued),
          expires,
          List.copyOf(filters));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable String read(DataInputStream in) throws IOException {
    return in.readBoolean() ? in.readUTF() : null;
  }
}
