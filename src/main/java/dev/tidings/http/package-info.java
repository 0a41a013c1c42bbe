/// What all resources share of HTTP: the application, query parameters, files, and how a refusal is
/// answered.
@NullMarked
package dev.tidings.http;

import org.jspecify.annotations.NullMarked;
