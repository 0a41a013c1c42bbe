/// Tidings, a Server-Sent Events hub. The way of an event leads through the packages: `publish` →
/// `log` → (CDI event) → `broadcast` → `stream`; all speak in the values of `event`.
@NullMarked
package dev.tidings;

import org.jspecify.annotations.NullMarked;
