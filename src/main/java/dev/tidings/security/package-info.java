/// Who is asking, and what they may.
///
/// A token in the query or in the cookie becomes an `Authorization` header before anything else
/// sees the request; MicroProfile JWT Auth then checks it like any other. What it grants is in its
/// `tidings` claim.
@NullMarked
package dev.tidings.security;

import org.jspecify.annotations.NullMarked;
