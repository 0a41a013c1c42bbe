package dev.tidings.proof;

import java.time.Duration;

/// How events reached the subscribers of one door during one fault.
///
/// @param lost acknowledged events that did not come, summed over the subscribers
/// @param lostInSilence those among them of subscribers who were told of no gap
/// @param silence the longest time without an event of a subscriber who is watchful
/// @param silenceOfOthers the same for those who just wait
record Arrival(
    long lost,
    long lostInSilence,
    Duration silence,
    Duration silenceOfOthers,
    Course.Faults faults) {}
