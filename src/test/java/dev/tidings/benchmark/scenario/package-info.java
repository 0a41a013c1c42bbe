/// What is measured, one class each.
///
/// A JVM is measured warm: before the runs that count, a saturated one with many streams and many
/// publications to a single one have gone through the same process. Where a scenario needs a cold
/// or a fresh process, it says so.
@NullMarked
package dev.tidings.benchmark.scenario;

import org.jspecify.annotations.NullMarked;
