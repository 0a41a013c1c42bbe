package dev.tidings.redis;

/// Redis cannot be reached, or refuses. The message is for operators.
final class RedisException extends Exception {

  private static final long serialVersionUID = 1;

  private final boolean lasting;

  private RedisException(String message, boolean lasting, Throwable cause) {
    super(message, cause);
    this.lasting = lasting;
  }

  /// It may be there again at any time.
  static RedisException away(String where, Throwable cause) {
    var detail = cause.getCause() == null ? cause : cause.getCause();
    return new RedisException(where + " cannot be reached: " + detail.getMessage(), false, cause);
  }

  /// It answered with an error.
  static RedisException refused(String where, Throwable cause) {
    var answer = String.valueOf(cause.getMessage());
    return new RedisException(
        where + " " + meaning(answer) + " (" + answer + ")", isLasting(answer), cause);
  }

  /// Whether somebody has to change something before it can be otherwise.
  boolean isLasting() {
    return lasting;
  }

  private static boolean isLasting(String answer) {
    return answer.startsWith("WRONGPASS")
        || answer.startsWith("NOAUTH")
        || answer.startsWith("NOPERM")
        || answer.contains("WRONGTYPE")
        || answer.contains("invalid password")
        || answer.contains("without any password configured")
        || answer.contains("unknown command")
        || answer.contains("DB index is out of range")
        || answer.contains("TIDINGS");
  }

  private static String meaning(String answer) {
    if (answer.startsWith("WRONGPASS") || answer.contains("invalid password")) {
      return "does not take the user or the password in tidings.redis.uri";
    }
    if (answer.startsWith("NOAUTH")) {
      return "wants a password, and tidings.redis.uri has none";
    }
    if (answer.contains("without any password configured")) {
      return "has no password for this user, and tidings.redis.uri has one";
    }
    if (answer.contains("NOPERM")
        || answer.contains("can't run this command")
        || answer.contains("No permissions")) {
      return "does not let this user do what the hub needs; see docs/clustering.md for the rights";
    }
    if (answer.contains("WRONGTYPE")) {
      return "has something else under one of the hub's keys: change tidings.redis.prefix, or"
          + " remove it";
    }
    if (answer.contains("OOM")) {
      return "has no memory left; raise maxmemory, or lower tidings.retention";
    }
    if (answer.contains("MISCONF")) {
      return "cannot save to its disk and takes no writes";
    }
    if (answer.contains("READONLY")) {
      return "is a replica, which takes no writes; name the primary, or the Sentinels";
    }
    if (answer.contains("NOREPLICAS")) {
      return "has too few replicas to take writes";
    }
    if (answer.startsWith("LOADING")) {
      return "is still loading its data";
    }
    if (answer.startsWith("CLUSTERDOWN")) {
      return "is a cluster that is down";
    }
    if (answer.startsWith("BUSY")) {
      return "is busy with a script";
    }
    return "refused";
  }
}
