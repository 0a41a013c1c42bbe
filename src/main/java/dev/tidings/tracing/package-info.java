/// The hub's part in the traces of publishers: what it did with an event and when, told to a
/// collector in OpenTelemetry's protocol (OTLP over HTTP, as JSON).
///
/// ## Promises
/// - T1 — Where no collector is configured, nothing of this runs but the handing on of what
///   publishers said.
/// - T2 — No publisher and no stream ever waits for a collector, and what is kept for it is
// bounded.
/// - T3 — The hub begins no trace, and tells of none that its publisher did not sample.
@NullMarked
package dev.tidings.tracing;

import org.jspecify.annotations.NullMarked;
