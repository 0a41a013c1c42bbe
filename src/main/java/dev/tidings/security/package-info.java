/// Who is asking, and what they may.
///
/// A token is taken out of the request before anything else sees it. It is held against
/// the issuers that are trusted, once if it comes again and again, and becomes the request's
/// principal, as MicroProfile JWT Auth has it. What it grants is in its `tidings` claim.
@NullMarked
package dev.tidings.security;

import org.jspecify.annotations.NullMarked;
