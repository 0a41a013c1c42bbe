package dev.tidings.security;

/// Tells good tokens from bad ones.
interface TokenVerifier {

  /// Checks whatever makes a token good at this moment.
  ///
  /// @throws dev.tidings.problem.ProblemException with `Unauthenticated`, whatever is bad about it;
  ///     with `Unavailable` if it cannot be told at present
  VerifiedToken verify(String token);
}
