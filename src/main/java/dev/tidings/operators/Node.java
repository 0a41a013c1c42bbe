package dev.tidings.operators;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// Which process this is, where there are several.
///
/// @param name for operators' eyes
public record Node(String name) {

  private static final int LONGEST = 255;

  public Node {
    if (name.isBlank() || name.length() > LONGEST) {
      throw new IllegalArgumentException(
          "tidings.node.name must be from 1 to " + LONGEST + " characters, was '" + name + "'");
    }
  }

  public static Node ofThisHost() {
    try {
      return new Node(InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException | IllegalArgumentException _) {
      return new Node("localhost"); // it has no name, and that is no reason not to start
    }
  }
}
