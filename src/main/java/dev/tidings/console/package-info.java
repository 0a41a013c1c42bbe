/// The page for operators at `/console`: files, and what a browser must be told of them. It has no
/// rights and no data of its own; its scripts ask the endpoints for operators with their token.
@NullMarked
package dev.tidings.console;

import org.jspecify.annotations.NullMarked;
