package dev.tidings.publish;

import dev.tidings.problem.Problem;
import io.cloudevents.SpecVersion;
import java.util.Map;

/// What must be so of a CloudEvent's attributes (specification 1.0.2, 3), in words that name the
/// one that is wrong. The form of those that are not text, such as `time`, is for the SDK to check.
final class CloudEventAttributes {

  static final String VERSION = "specversion";

  private static final int LONGEST_SAID = 40;

  private CloudEventAttributes() {}

  /// @throws dev.tidings.problem.ProblemException with [Problem.Malformed] if one is missing, or
  ///     has a value that it cannot have
  static void check(Map<String, String> attributes) {
    var version = attributes.get(VERSION);
    if (version != null && !version.equals(SpecVersion.V1.toString())) {
      throw malformed("'specversion' is 1.0, not '" + said(version) + "'");
    }
    for (var name : SpecVersion.V1.getMandatoryAttributes()) {
      var value = attributes.get(name);
      if (value == null || value.isEmpty()) {
        throw malformed("the CloudEvent's '" + name + "' is missing");
      }
    }
    attributes.forEach(CloudEventAttributes::check);
  }

  private static void check(String name, String value) {
    if (value.isEmpty() && isOfStandard(name)) {
      throw malformed("'" + name + "' is empty");
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw malformed("'" + said(name) + "' has a control character");
    }
  }

  static boolean isOfStandard(String name) {
    return SpecVersion.V1.getAllAttributes().contains(name);
  }

  /// What strangers wrote, for an answer.
  static String said(String text) {
    return text.length() <= LONGEST_SAID ? text : text.substring(0, LONGEST_SAID) + "…";
  }

  private static RuntimeException malformed(String detail) {
    return new Problem.Malformed(detail).asException();
  }
}
