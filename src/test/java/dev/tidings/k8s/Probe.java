package dev.tidings.k8s;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// What a kubelet asks a hub.
///
/// @param timeout how long it waits for the answer before it takes it for a bad one
public record Probe(String path, Duration timeout) {

  /// What Kubernetes takes where a manifest says nothing.
  private static final int DEFAULT_SECONDS = 1;

  /// As the manifests have them: whether it has started, lives, and is ready.
  public static List<Probe> deployed() {
    try {
      var workload = Manifests.HERE.resolve("base/workload.yaml").toFile();
      var deployment = new ObjectMapper(new YAMLFactory()).readValue(workload, Deployment.class);
      return of(deployment.getSpec().getTemplate().getSpec().getContainers().getFirst());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Probe> of(Container hub) {
    return Stream.of(hub.getStartupProbe(), hub.getLivenessProbe(), hub.getReadinessProbe())
        .map(
            probe ->
                new Probe(
                    probe.getHttpGet().getPath(),
                    Duration.ofSeconds(
                        Objects.requireNonNullElse(probe.getTimeoutSeconds(), DEFAULT_SECONDS))))
        .toList();
  }
}
