/// What operators and clients do about streams that are open: see who is connected and what is
// kept,
/// end streams and refuse their tokens, renew a stream's token.
///
/// ## Promises
/// - O1 — What was revoked is refused before anybody is told that it was, over restarts, too; no
///   stream that it opened is left, nor one that was about to open.
/// - O2 — Nothing here shows a token or ticket, or what one could be made from.
/// - O3 — A renewal that is refused changes nothing.
@NullMarked
package dev.tidings.operators;

import org.jspecify.annotations.NullMarked;
