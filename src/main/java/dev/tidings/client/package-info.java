/// The client for browsers, as the hub hands it out. What it is lies in `src/main/client`.
@NullMarked
package dev.tidings.client;

import org.jspecify.annotations.NullMarked;
