package dev.tidings.problem;

/// Carries a [Problem] to the edge. Has no stack trace: a refusal is an answer, not a fault.
public final class ProblemException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  ProblemException(Problem problem) {
    super(problem.toString(), null, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
