package dev.tidings.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// The built image, run as its own configuration says, by bubblewrap: as its user, without any
/// capability, as process 1 of its own, with nothing to write to but a volume. It shares the
/// network.
final class Container implements AutoCloseable {

  private static final Pattern MANAGEMENT = Pattern.compile(".* management host=\\S+ port=(\\d+)");
  private static final Pattern STARTED = Pattern.compile(".* started host=\\S+ port=(\\d+) .*");

  private final Process process;
  private final List<String> output = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final CompletableFuture<Integer> management = new CompletableFuture<>();
  private final Thread reader;

  private Container(Process process) {
    this.process = process;
    reader = Thread.ofPlatform().daemon().start(this::read);
  }

  /// What is to be run.
  ///
  /// @param directory where the image was built: `root` has its files, `inspected.json` what it
  ///     says of itself
  record Image(Path directory) {

    JsonNode configuration() {
      try {
        return new ObjectMapper()
            .readTree(directory.resolve("inspected.json").toFile())
            .at("/Docker/config");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Path root() {
      return directory.resolve("root");
    }

    private List<String> list(String pointer) {
      var list = new ArrayList<String>();
      configuration().at(pointer).forEach(it -> list.add(it.asText()));
      return list;
    }

    /// As a container is started.
    Container start(Path volume, Map<String, String> environment) {
      var command = list("/Entrypoint");
      command.addAll(list("/Cmd"));
      return run(volume, environment, command);
    }

    /// As its health is asked for.
    Container check(Path volume, Map<String, String> environment) {
      var command = list("/Healthcheck/Test");
      return run(volume, environment, command.subList(1, command.size()));
    }

    private Container run(Path volume, Map<String, String> environment, List<String> command) {
      var variables = new TreeMap<String, String>();
      for (var variable : list("/Env")) {
        var parts = variable.split("=", 2);
        variables.put(parts[0], parts[1]);
      }
      variables.putAll(environment);
      var line = new ArrayList<String>();
      var user = configuration().get("User").asText().split(":", 2);
      if (System.getProperty("user.name").equals("root")) {
        line.addAll(
            List.of("setpriv", "--reuid", user[0], "--regid", user[1], "--clear-groups", "--"));
      }
      line.addAll(List.of("bwrap", "--unshare-user", "--uid", user[0], "--gid", user[1]));
      line.addAll(List.of("--unshare-pid", "--unshare-ipc", "--as-pid-1", "--die-with-parent"));
      line.addAll(List.of("--cap-drop", "ALL", "--ro-bind", root().toString(), "/"));
      line.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--bind", volume.toString()));
      line.addAll(List.of("/data", "--chdir", configuration().get("WorkingDir").asText()));
      line.add("--clearenv");
      variables.forEach((key, value) -> line.addAll(List.of("--setenv", key, value)));
      line.addAll(command);
      try {
        return new Container(new ProcessBuilder(line).redirectErrorStream(true).start());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void read() {
    try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
        complete(management, MANAGEMENT, line);
        complete(port, STARTED, line);
      }
    } catch (IOException _) {
      // it has ended
    } finally {
      var ended = new IllegalStateException("not started:\n" + output());
      port.completeExceptionally(ended);
      management.completeExceptionally(ended);
    }
  }

  private static void complete(CompletableFuture<Integer> port, Pattern pattern, String line) {
    var told = pattern.matcher(line);
    if (told.matches()) {
      port.complete(Integer.valueOf(told.group(1)));
    }
  }

  String output() {
    return String.join("\n", output);
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port.join() + path);
  }

  int managementPort() {
    return management.join();
  }

  URI managementUri(String path) {
    return URI.create("http://127.0.0.1:" + managementPort() + path);
  }

  /// The process inside, which is 1 to itself.
  ProcessHandle inside() {
    port.join();
    return process.descendants().reduce((_, last) -> last).orElseThrow();
  }

  int awaitEnd() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("does not end:\n" + output());
      }
      reader.join();
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    awaitEnd();
  }
}
