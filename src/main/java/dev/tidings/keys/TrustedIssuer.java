package dev.tidings.keys;

import java.util.Set;

/// Somebody whose tokens are good if they are signed by one of the keys.
///
/// @param audiences of which a token must name one; empty if it need not
public record TrustedIssuer(Set<String> audiences, IssuerKeys keys) {}
