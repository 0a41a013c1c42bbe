/// Fuzzing of what reads what strangers send: `mvn -Pfuzz verify`, see `docs/security.md`.
///
/// Each target stands beside the code that it is about and takes bytes; what it needs to find a
/// mistake, it asserts. The inputs that are kept, in `src/test/resources/fuzz`, are tried with all
/// other tests; a coverage-guided fuzzer makes new ones from them.
@NullMarked
package dev.tidings.fuzz;

import org.jspecify.annotations.NullMarked;
