package dev.tidings.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/// The Dockerfile, one instruction after the other.
record Dockerfile(List<Instruction> instructions) {

  /// @param name in capitals
  /// @param arguments on one line
  record Instruction(String name, String arguments) {}

  static Dockerfile read() {
    try {
      return parsed(Files.readString(Path.of("Dockerfile")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Dockerfile parsed(String text) {
    var instructions = new ArrayList<Instruction>();
    for (var line : text.replaceAll("\\\\\n\\s*", "").split("\n", -1)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        var parts = line.split(" ", 2);
        instructions.add(new Instruction(parts[0], parts[1].strip()));
      }
    }
    return new Dockerfile(instructions);
  }

  List<String> all(String name) {
    return instructions.stream()
        .filter(it -> it.name().equals(name))
        .map(Instruction::arguments)
        .toList();
  }

  /// Of the last stage, which is what is shipped.
  Dockerfile shipped() {
    var last = 0;
    for (int i = 0; i < instructions.size(); i++) {
      if (instructions.get(i).name().equals("FROM")) {
        last = i;
      }
    }
    return new Dockerfile(instructions.subList(last, instructions.size()));
  }

  /// @throws NoSuchElementException if it is not there exactly once
  String the(String name) {
    var found = all(name);
    if (found.size() != 1) {
      throw new NoSuchElementException(name + " is there " + found.size() + " times");
    }
    return found.getFirst();
  }
}
