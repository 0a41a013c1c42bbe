package dev.tidings.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/// Puts what the tests of the client found in each browser into one table, `browsers.md`. Run at
/// the end of the Maven profile `browsers`.
final class BrowserMatrix {

  private static final List<String> COLUMNS =
      List.of(
          "chromium-http1",
          "chromium-http2",
          "firefox-http1",
          "firefox-http2",
          "webkit-http1",
          "webkit-http2");

  private BrowserMatrix() {}

  /// Writes it, and ends with status 1 if anything has failed or a browser was not run at all.
  ///
  /// @param args the directory of the build
  public static void main(String[] args) throws Exception {
    var build = Path.of(args[0]);
    var found = new LinkedHashMap<String, Map<String, String>>();
    for (var column : COLUMNS) {
      found.put(column, results(build.resolve("failsafe-reports").resolve(column)));
    }
    var cases = new TreeSet<String>();
    found.values().forEach(results -> cases.addAll(results.keySet()));
    var table = new StringBuilder("| case |");
    COLUMNS.forEach(
        column -> table.append(' ').append(column.replace("-http", ", HTTP/")).append(" |"));
    table.append("\n|---|").append("---|".repeat(COLUMNS.size())).append('\n');
    for (var name : cases) {
      table.append("| ").append(sentence(name)).append(" |");
      found
          .values()
          .forEach(
              results ->
                  table.append(' ').append(results.getOrDefault(name, "not run")).append(" |"));
      table.append('\n');
    }
    System.out.print(table);
    Files.writeString(build.resolve("browsers.md"), table);
    if (table.toString().contains("failed") || found.values().stream().anyMatch(Map::isEmpty)) {
      System.exit(1);
    }
  }

  private static Map<String, String> results(Path reports) throws Exception {
    var results = new LinkedHashMap<String, String>();
    if (!Files.isDirectory(reports)) {
      return results;
    }
    for (var file : files(reports)) {
      var cases =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(file.toFile())
              .getElementsByTagName("testcase");
      for (int i = 0; i < cases.getLength(); i++) {
        var each = (Element) cases.item(i);
        results.put(each.getAttribute("name"), result(each));
      }
    }
    return results;
  }

  private static List<Path> files(Path reports) throws IOException {
    try (var files = Files.list(reports)) {
      return files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml")).toList();
    }
  }

  private static String result(Element testCase) {
    if (testCase.getElementsByTagName("skipped").getLength() > 0) {
      return "–";
    }
    var bad =
        testCase.getElementsByTagName("failure").getLength()
            + testCase.getElementsByTagName("error").getLength();
    return bad > 0 ? "**failed**" : "yes";
  }

  /// The name of a method is one.
  private static String sentence(String name) {
    return name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
  }
}
