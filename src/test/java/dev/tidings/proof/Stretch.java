package dev.tidings.proof;

/// The numbers of the events that were published to one topic in some time.
///
/// @param end exclusive
record Stretch(int from, int end) {

  int length() {
    return end - from;
  }
}
