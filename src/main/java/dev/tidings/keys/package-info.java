/// Whose signatures count: the issuers that are trusted, each with its own keys.
///
/// A key comes from what the operator configured and from nowhere else, and is used only for the
/// algorithms that fit it. Keys that lie in a file or at a URL are looked at again and again.
///
/// ## Promises
/// - K1 — A key that was taken away verifies nothing any more after [KeyConfig#refresh] and the
///   [KeySource#PATIENCE] of one look, as long as the place where keys lie can be read.
/// - K2 — A place that cannot be read, or holds nothing usable, keeps the keys that it had.
/// - K3 — Whatever tokens name, one issuer's place is looked at once in [IssuerKeys#PAUSE] at the
///   most.
@NullMarked
package dev.tidings.keys;

import org.jspecify.annotations.NullMarked;
