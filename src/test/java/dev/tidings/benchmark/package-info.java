/// What the hub costs, measured on the packaged service and, if it is installed, on a peer in the
/// same sitting. Described in `docs/performance.md`.
///
/// `scenario` says what is measured, `load` does it, `server` is what it is done to, and `report`
/// tells the result.
@NullMarked
package dev.tidings.benchmark;

import org.jspecify.annotations.NullMarked;
