/// The event log of any number of nodes, on one ordered stream in Redis.
///
/// Every id is given out in one place, a script that Redis runs, so there is one order for all
/// nodes. Each node reads the stream once, keeps what is recent in memory, and serves its
/// subscribers from there.
///
/// ## Promises
/// - R1 — What is acknowledged is in Redis, and on as many replicas as are waited for.
/// - R2 — Ids ascend over all nodes, over clocks that step back, and over a Redis that lost some or
///   all of its data, as far as a node is left that has seen them.
/// - R3 — What was lost in Redis is a gap for those who stand before it, not a silence.
/// - R4 — While Redis is away, nobody waits for it for longer than the timeout.
///
/// Only this package knows Redis.
@NullMarked
package dev.tidings.redis;

import org.jspecify.annotations.NullMarked;
