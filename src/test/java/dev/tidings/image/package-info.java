/// The image: what is in it, how it is built, and how it behaves where it is run.
@NullMarked
package dev.tidings.image;

import org.jspecify.annotations.NullMarked;
