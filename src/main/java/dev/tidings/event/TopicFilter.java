package dev.tidings.event;

/// Which topics a subscriber wants: a topic in which a whole segment may be `*` (exactly one
/// segment) and the last may be `**` (one or more).
public record TopicFilter(String value) {

  private static final String ONE = "*";
  private static final String REST = "**";

  public TopicFilter {
    Segments.check("topic filter", value);
    var segments = value.split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      var segment = segments[i];
      var last = i == segments.length - 1;
      if (segment.indexOf('*') >= 0 && !segment.equals(ONE) && !(segment.equals(REST) && last)) {
        throw new IllegalArgumentException(
            "in a topic filter '*' stands for a whole segment, and '**' is the last one");
      }
    }
  }

  /// A filter without a wildcard names one topic.
  public boolean isExact() {
    return value.indexOf('*') < 0;
  }

  public boolean isEverything() {
    return value.equals(REST);
  }

  /// What every topic that matches begins with.
  public String literalPrefix() {
    var wildcard = value.indexOf('*');
    return wildcard < 0 ? value : value.substring(0, wildcard);
  }

  public boolean matches(Topic topic) {
    return covers(topic.value());
  }

  /// True if every topic that `other` can match is matched by this one.
  public boolean covers(TopicFilter other) {
    return covers(other.value);
  }

  /// One walk serves topics and filters, for a topic is a filter without wildcards. A `*` here
  /// takes any one segment but a `**`, which may stand for several; a `**` here takes all that is
  /// left.
  private boolean covers(String other) {
    int mine = 0;
    int its = 0;
    while (true) {
      if (value.startsWith(REST, mine)) {
        return true;
      }
      var myEnd = endOfSegment(value, mine);
      var itsEnd = endOfSegment(other, its);
      var same =
          myEnd - mine == itsEnd - its && value.regionMatches(mine, other, its, itsEnd - its);
      var any = value.startsWith(ONE, mine) && !other.startsWith(REST, its);
      if (!same && !any) {
        return false;
      }
      if (myEnd == value.length() || itsEnd == other.length()) {
        return myEnd == value.length() && itsEnd == other.length();
      }
      mine = myEnd + 1;
      its = itsEnd + 1;
    }
  }

  private static int endOfSegment(String value, int from) {
    var slash = value.indexOf('/', from);
    return slash < 0 ? value.length() : slash;
  }

  @Override
  public String toString() {
    return value;
  }
}
