/// What was measured, as values, and how it is told: a table, JSON, plots.
@NullMarked
package dev.tidings.benchmark.report;

import org.jspecify.annotations.NullMarked;
