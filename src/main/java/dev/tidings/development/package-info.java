/// What makes a first run need no set-up, in the profile `dev` only: a signing key, tokens to
/// paste, a page, and this machine's own figures as something real to look at.
@NullMarked
package dev.tidings.development;

import org.jspecify.annotations.NullMarked;
