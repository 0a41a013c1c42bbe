/// What is measured, one class each.
///
/// A JVM is measured warm: before the runs that count, two saturated ones have gone through the
/// same process, with many streams and with one. Where a scenario needs a cold or a fresh process,
// it says so.
@NullMarked
package dev.tidings.benchmark.scenario;

import org.jspecify.annotations.NullMarked;
