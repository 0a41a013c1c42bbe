/// Fan-out: from one stored event to all streams that asked for it.
///
/// There is no queue per subscriber. A [Subscriber] is a cursor: it writes what lies behind it,
/// from the frames in memory that all share or else from the log, and then waits to be woken.
/// History and live are one path, so there is no seam at which an event could be lost or doubled,
/// and a slow client costs nobody but itself.
///
/// ## Promises
/// - B1 — A subscriber is sent each event behind its start that its filters match once, unless it
///   conflates, in log order; where retention overtook it, it is told so by a gap.
/// - B2 — The frames in memory are bounded in bytes, whatever clients do.
/// - B3 — Waking never blocks: neither a publisher nor the log's tail waits for any client.
/// - B4 — A line is written to by one thread at a time.
/// - B5 — A snapshot is sent as of the place from which its stream goes on: of each topic the
///   newest event that is kept, in log order. However many topics there are, memory is bounded.
/// - B6 — Who conflates is spared an event only if a newer one of its topic comes later; and nobody
///   else is visited, or waits, on its behalf.
@NullMarked
package dev.tidings.broadcast;

import org.jspecify.annotations.NullMarked;
