/// The connection under a stream, for what JAX-RS has no means for: a response that outlives its
/// request, bytes that are ready for the wire, and a client that leaves in silence.
///
/// Nearly all that is Helidon's own is here.
@NullMarked
package dev.tidings.connection;

import org.jspecify.annotations.NullMarked;
