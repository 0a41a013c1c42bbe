/// The documentation is part of the product: what it says is held against the code.
@NullMarked
package dev.tidings.docs;

import org.jspecify.annotations.NullMarked;
