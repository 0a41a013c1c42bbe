package dev.tidings.benchmark.load;

/// Topics by their number.
///
/// @param prefix what all their names begin with
/// @param count how many there are
public record Topics(String prefix, int count) {

  /// Under this prefix a server keeps more events than live streams need.
  private static final String KEPT = "kept/";

  public static Topics one(String name) {
    return new Topics(name, 1);
  }

  /// One whose events are kept for who comes back.
  public static Topics kept(String name, int count) {
    return new Topics(KEPT + name, count);
  }

  public String name(int number) {
    return prefix + number;
  }
}
