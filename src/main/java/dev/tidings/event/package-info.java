/// The words of the domain as values: what is published, what is stored, where one is in the log.
///
/// Every value checks itself when it is made, so nothing that is wrong can exist further in: a
/// constructor throws [IllegalArgumentException] with a message fit for the caller's eyes.
///
/// Knows nothing of HTTP, of a container, or of any engine.
@NullMarked
package dev.tidings.event;

import org.jspecify.annotations.NullMarked;
