/// Who is asking, and what they may.
///
/// A token is taken out of the request before anything else sees it. MicroProfile JWT Auth checks
/// it, once a minute if it comes again and again, and it becomes the request's principal. What it
/// grants is in its `tidings` claim.
@NullMarked
package dev.tidings.security;

import org.jspecify.annotations.NullMarked;
