/// Makes the configuration values of all packages from MicroProfile Config, once, at the start.
///
/// Each value is a record that belongs to the package that uses it and checks itself; what is wrong
/// stops the start with a message that names the key. The producers are grouped by what they are
/// about, one class each; [AtStart] makes whatever they produce.
@NullMarked
package dev.tidings.configuration;

import org.jspecify.annotations.NullMarked;
