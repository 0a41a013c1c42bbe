/// The load: thousands of streams on one thread, publishers, and the check that each stream got
/// each of its events once and in order.
///
/// ## Promises
/// - L1 — What is on its way is never parsed into objects: a stream costs a read and a scan.
/// - L2 — An event may be cut anywhere, by a buffer or by the chunks of the response.
/// - L3 — Latency runs from when an event was due, not from when the publisher got round to it.
@NullMarked
package dev.tidings.benchmark.load;

import org.jspecify.annotations.NullMarked;
