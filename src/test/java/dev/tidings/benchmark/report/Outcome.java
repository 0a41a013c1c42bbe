package dev.tidings.benchmark.report;

import dev.tidings.benchmark.load.Faults;
import dev.tidings.benchmark.server.Usage;
import java.util.List;

/// One run.
///
/// @param scenario its name
/// @param variant which of its cases
/// @param contender who was measured
public record Outcome(
    String scenario,
    String variant,
    String contender,
    List<Figure> figures,
    Faults faults,
    Usage usage) {}
