/// What operators see and do: health, logs, the limits of the process, and the orderly end.
@NullMarked
package dev.tidings.operations;

import org.jspecify.annotations.NullMarked;
