package dev.tidings.benchmark.report;

/// What the report says of a scenario besides its figures.
///
/// @param name by which its outcomes are known
/// @param title its heading
/// @param method how it is measured
public record Section(String name, String title, String method) {}
