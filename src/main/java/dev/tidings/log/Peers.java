package dev.tidings.log;

import java.util.List;

/// The other hubs on the same log. Thread-safe.
public interface Peers {

  /// Who is alone.
  Peers NONE =
      new Peers() {
        @Override
        public void serve(Answerer answerer) {
          // nobody asks
        }

        @Override
        public List<String> ask(String kind, String argument) {
          return List.of();
        }

        @Override
        public void tell(String kind, String argument) {
          // nobody hears
        }
      };

  /// Answers what other hubs ask; each on a thread of its own.
  interface Answerer {

    /// An answer to one question.
    ///
    /// @param kind of the question; what is unknown is answered by an empty text
    String answer(String kind, String argument);
  }

  /// Names the one who answers for this hub.
  void serve(Answerer answerer);

  /// Asks all others that are alive. Blocks, for two seconds at the most; who does not answer by
  /// then is passed over.
  ///
  /// @return their answers, in no order
  /// @throws dev.tidings.problem.ProblemException with [dev.tidings.problem.Problem.Unavailable] if
  ///     they cannot be asked
  List<String> ask(String kind, String argument);

  /// As [#ask], for what needs no answer.
  void tell(String kind, String argument);
}
