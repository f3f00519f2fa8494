package dev.referee.eks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import dev.referee.kubernetes.Pages;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.dsl.Listable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object of a custom resource. Nobody guarantees its fields: one that is missing, or of another
 * type, reads as empty. Its texts are safe to show.
 */
record CustomResource(GenericKubernetesResource object) {
  /**
   * A condition of an object.
   *
   * @param since since when it has this status; empty if unknown
   */
  record Condition(
      String type, String status, String reason, String message, Optional<Instant> since) {
    boolean isTrue() {
      return status.equals("True");
    }

    boolean isFalse() {
      return status.equals("False");
    }

    /** Returns the condition as a player reads it: {@code Registered is Unknown (Reason): text}. */
    String words() {
      return "%s is %s%s%s"
          .formatted(
              type,
              status,
              reason.isEmpty() || reason.equals(type) ? "" : " (" + reason + ")",
              message.isEmpty() || message.equals(reason) ? "" : ": " + message);
    }

    private static Condition of(Map<?, ?> from) {
      return new Condition(
          text(from.get("type")),
          text(from.get("status")),
          text(from.get("reason")),
          text(from.get("message")),
          WorkloadPod.time(text(from.get("lastTransitionTime"))));
    }
  }

  /** Returns all objects; none if the cluster does not know their kind. */
  static ImmutableList<CustomResource> all(
      Listable<? extends KubernetesResourceList<GenericKubernetesResource>> list) {
    return Pages.ifServed(list).stream()
        .flatMap(List::stream)
        .map(CustomResource::new)
        .collect(toImmutableList());
  }

  String name() {
    return object.getMetadata().getName();
  }

  Optional<Instant> created() {
    return WorkloadPod.time(object.getMetadata().getCreationTimestamp());
  }

  boolean isLeaving() {
    return object.getMetadata().getDeletionTimestamp() != null;
  }

  /** Returns a label; empty if it is missing. */
  String label(String key) {
    Map<String, String> labels = object.getMetadata().getLabels();
    return labels == null ? "" : text(labels.get(key));
  }

  /** Returns the object at a path; empty if there is none. */
  Map<?, ?> map(String... path) {
    return at(path) instanceof Map<?, ?> map ? map : Map.of();
  }

  /** Returns the objects in a list at a path. */
  ImmutableList<Map<?, ?>> maps(String... path) {
    ImmutableList.Builder<Map<?, ?>> maps = ImmutableList.builder();
    if (at(path) instanceof List<?> list) {
      for (Object each : list) {
        if (each instanceof Map<?, ?> map) {
          maps.add(map);
        }
      }
    }
    return maps.build();
  }

  /** Returns the text or the number at a path; empty if there is none. */
  String text(String... path) {
    return text(at(path));
  }

  /** Returns a text or a number; empty for everything else. */
  static String text(@Nullable Object value) {
    return value instanceof String || value instanceof Number || value instanceof Boolean
        ? Workload.shown(value.toString())
        : "";
  }

  private @Nullable Object at(String... path) {
    @Nullable Object value = object.getAdditionalProperties();
    for (String part : path) {
      value = value instanceof Map<?, ?> map ? map.get(part) : null;
    }
    return value;
  }

  ImmutableList<Condition> conditions() {
    return maps("status", "conditions").stream().map(Condition::of).collect(toImmutableList());
  }

  Optional<Condition> condition(String type) {
    return conditions().stream()
        .filter(condition -> Objects.equals(type, condition.type()))
        .findFirst();
  }
}
