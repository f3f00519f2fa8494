package dev.referee.eks;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Map;

/** A name or a label by which workloads are selected. */
sealed interface WorkloadMatch {
  boolean matches(ObjectMeta metadata);

  /** A workload by its name. */
  record Named(String name) implements WorkloadMatch {
    @Override
    public boolean matches(ObjectMeta metadata) {
      return name.equals(metadata.getName());
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** All workloads with a label. */
  record Labelled(String key, String value) implements WorkloadMatch {
    @Override
    public boolean matches(ObjectMeta metadata) {
      Map<String, String> labels = metadata.getLabels();
      return labels != null && value.equals(labels.get(key));
    }

    @Override
    public String toString() {
      return "with the label %s=%s".formatted(key, value);
    }
  }
}
