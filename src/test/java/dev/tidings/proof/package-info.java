/// The proof: several hubs on a Redis with a replica and Sentinels, behind a proxy, to which one
/// fault after another is done while numbered events are published and subscribers read them.
/// Described in `docs/clustering.md`.
///
/// ## Promises
/// - P1 — Subscribers know no more than a browser: the last id, the time to wait, and what the
///   stream says.
/// - P2 — A publisher repeats an event, with the same key, until it is acknowledged; what was
///   acknowledged and did not arrive is lost.
/// - P3 — Each fault is judged by itself, after everything has been mended.
@NullMarked
package dev.tidings.proof;

import org.jspecify.annotations.NullMarked;
