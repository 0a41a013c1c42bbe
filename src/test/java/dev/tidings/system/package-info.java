/// The hub as a black box: a process, real ports, real tokens, a real log.
@NullMarked
package dev.tidings.system;

import org.jspecify.annotations.NullMarked;
