/// The boundary for reading: `GET /stream` is checked, becomes a subscription, and is handed to the
/// fan-out.
@NullMarked
package dev.tidings.stream;

import org.jspecify.annotations.NullMarked;
