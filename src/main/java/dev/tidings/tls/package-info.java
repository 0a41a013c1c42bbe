/// The certificate by which clients know the hub, and the sockets that show it.
///
/// ## Promises
/// - A certificate that is missing, unreadable, expired or not the key's stops the start with a
///   message that names the configuration's key.
/// - A renewed one is shown to whoever connects within the interval at which the files are looked
///   at; connections that are open stay. A broken one changes nothing but a line in the log.
/// - A handshake that fails, or takes too long, costs the server no more than a client that comes
///   and goes.
/// - TLS 1.2 at the least, with suites that keep what was sent secret even from who later has the
///   key.
///
/// Knows nothing but the JDK.
@NullMarked
package dev.tidings.tls;

import org.jspecify.annotations.NullMarked;
