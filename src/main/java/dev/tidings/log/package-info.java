/// The event log: the retained events of all topics, in one order.
///
/// A subscriber is a cursor over this log; live delivery, resume, replay and catching up are all
/// the same operation, [EventLog#read].
///
/// ## Promises
/// - L1 — An append returns once the event would survive the end of the process.
/// - L2 — Ids ascend in the order of publication, over restarts and clocks that step back.
/// - L3 — A read returns every kept event behind the cursor that the filters match, once, in order,
///   or a [Reading.Gap] if some that were behind it are no longer kept.
/// - L4 — The follower is told of each stored event once, in log order, after it is durable.
/// - L5 — When an append fails, the event is not in the log, unless the process is killed
///   before the log takes events again.
/// - L6 — What is submitted under equal keys within the window is stored once, however many do so
///   at once and over restarts; a key is there exactly if what it is for was stored.
///
/// Only the engine's own classes know the engine.
@NullMarked
package dev.tidings.log;

import org.jspecify.annotations.NullMarked;
