/// An event together with what is known of it, as one JSON object: for streams of many topics, for
/// transports that have no fields of their own, and for CloudEvents consumers.
///
/// ## Promises
/// - N1 — An envelope is one line: it has no line break, whatever the event's data is.
/// - N2 — Data of a JSON type stands in it as the value that it is, all other data as a string.
@NullMarked
package dev.tidings.envelope;

import org.jspecify.annotations.NullMarked;
