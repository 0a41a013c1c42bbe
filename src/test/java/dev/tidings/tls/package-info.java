/// Certificates that are made here, good and bad ones.
@NullMarked
package dev.tidings.tls;

import org.jspecify.annotations.NullMarked;
