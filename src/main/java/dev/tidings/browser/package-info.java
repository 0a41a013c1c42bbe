/// What a browser must be told: which pages may read the hub's answers (CORS), and how it is to
/// treat them.
///
/// It stands below JAX-RS, at the server's routing, because every answer needs it: those of the
/// resources, their errors, streams, health, and what the server refuses by itself.
@NullMarked
package dev.tidings.browser;

import org.jspecify.annotations.NullMarked;
