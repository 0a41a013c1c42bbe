/// The boundary for writing: what a publisher sends is checked, becomes a publication, and goes
/// into the log.
@NullMarked
package dev.tidings.publish;

import org.jspecify.annotations.NullMarked;
