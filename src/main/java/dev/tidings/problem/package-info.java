/// Refusals as data: what can be wrong with a request, without a word of HTTP.
///
/// `http` turns each into its status in one exhaustive switch.
@NullMarked
package dev.tidings.problem;

import org.jspecify.annotations.NullMarked;
