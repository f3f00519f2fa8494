package dev.referee.cli;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Strings;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import com.google.common.collect.Sets;
import dev.referee.Expectation;
import dev.referee.Permissions;
import dev.referee.internal.Text;
import dev.referee.spi.CheckKind;
import dev.referee.spi.MapKey;
import dev.referee.spi.Parameter;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** A writer of kinds of check as text and as JSON. */
final class CatalogueText {
  static final int VERSION = 1;

  private static final int WIDTH = 100;

  private CatalogueText() {}

  /** Returns the ids of kinds and what each proves. */
  static String text(Collection<CheckKind> kinds) {
    int widest = kinds.stream().mapToInt(kind -> kind.id().length()).max().orElse(0);
    return kinds.stream()
            .map(kind -> Strings.padEnd(kind.id(), widest, ' ') + "  " + kind.claim())
            .collect(joining("\n"))
        + acting(kinds)
        + "\n\n'referee list-checks ID' shows one check with its parameters.";
  }

  private static String acting(Collection<CheckKind> kinds) {
    String lines =
        kinds.stream()
            .filter(kind -> !kind.permissions().actives().isEmpty())
            .map(kind -> "\n  %s %s".formatted(kind.id(), ActingChecks.words(kind.permissions())))
            .collect(joining());
    return lines.isEmpty() ? "" : "\n\nThese do more than read; all others are read-only:" + lines;
  }

  /** Returns the description of a kind. */
  static String text(CheckKind kind) {
    return Stream.of(
            Stream.of(kind.id() + ": " + kind.claim()),
            section(
                "Parameters",
                kind.parameters().stream().flatMap(parameter -> row(kind, parameter))),
            section(
                "Findings, in the order in which to fix them",
                kind.expectations().stream().flatMap(CatalogueText::row)),
            section(
                "Also accepted",
                kind.accepts().stream().flatMap(design -> wrapped("- ", "  ", design))),
            section("Required IAM actions (read-only)", wrapped(required(kind.permissions()))),
            section("It does more than read: it", acts(kind)),
            section(
                "Required IAM actions that start something", wrapped(kind.permissions().actives())),
            section(
                "Optional IAM actions, and what the check does not see without them",
                optionals(kind.permissions())),
            section("Example", example(kind)))
        .flatMap(lines -> lines)
        .collect(joining("\n"));
  }

  private static Stream<String> section(String title, Stream<String> lines) {
    List<String> body = lines.map(line -> ("  " + line).stripTrailing()).toList();
    return body.isEmpty() ? Stream.of() : Stream.concat(Stream.of("", title), body.stream());
  }

  private static Stream<String> acts(CheckKind kind) {
    String words = ActingChecks.words(kind.permissions());
    return words.isEmpty() ? Stream.of() : Stream.of(words);
  }

  private static Collection<String> required(Permissions permissions) {
    return Sets.difference(permissions.reads(), permissions.optionals());
  }

  /** Returns the optional actions, grouped by consequence. */
  static Stream<String> optionals(Permissions permissions) {
    SetMultimap<String, String> byConsequence = LinkedHashMultimap.create();
    permissions
        .optionals()
        .forEach(action -> byConsequence.put(permissions.unseenWithout(action), action));
    return byConsequence.asMap().entrySet().stream()
        .flatMap(
            entry ->
                Stream.concat(
                    wrapped(entry.getValue()),
                    entry.getKey().isEmpty()
                        ? Stream.of()
                        : wrapped("    ", "    ", entry.getKey())));
  }

  private static Stream<String> row(CheckKind kind, Parameter<?> parameter) {
    String required = required(kind, parameter);
    String fallback = parameter.defaultText();
    return Stream.of(
            Stream.of("%s  %s".formatted(parameter.name(), parameter.words())),
            wrapped("    ", "    ", parameter.description()),
            parameter.keys().stream()
                .flatMap(
                    key -> wrapped("    ", "      ", "%s: %s".formatted(key, key.description()))),
            fallback.isEmpty()
                ? Stream.<String>of()
                : wrapped("    ", "    ", "Default: " + fallback),
            required.isEmpty() ? Stream.<String>of() : wrapped("    ", "    ", required))
        .flatMap(lines -> lines);
  }

  private static String required(CheckKind kind, Parameter<?> parameter) {
    List<String> alternatives = kind.alternatives(parameter);
    if (!alternatives.isEmpty()) {
      return "Exactly one of %s is required.".formatted(String.join(", ", alternatives));
    }
    return parameter.required() ? "Required." : "";
  }

  private static Stream<String> row(Expectation step) {
    return Stream.of(step.code(), "    " + step.claim());
  }

  private static Stream<String> wrapped(Collection<String> words) {
    return words.isEmpty() ? Stream.of() : wrapped("", "", String.join(", ", words));
  }

  private static Stream<String> wrapped(String first, String next, String text) {
    List<String> lines = Text.wrap(text, WIDTH - 2 - first.length());
    return Stream.concat(
        Stream.of(first + lines.get(0)), lines.stream().skip(1).map(line -> next + line));
  }

  private static Stream<String> example(CheckKind kind) {
    return Stream.concat(
        Stream.of("referee check " + kind.id() + " --region=eu-west-1 --profile=team-7 \\"),
        continued(ParameterArguments.written(kind.example())));
  }

  private static Stream<String> continued(List<String> words) {
    return Stream.iterate(0, i -> i < words.size(), i -> i + 1)
        .map(i -> "  --param " + words.get(i) + (i + 1 < words.size() ? " \\" : ""));
  }

  /** Returns the descriptions of kinds, in one line of JSON. */
  static String json(Collection<CheckKind> kinds) {
    ObjectNode document = object().put("version", VERSION).put("kind", "checks");
    ArrayNode checks = document.putArray("checks");
    kinds.forEach(kind -> checks.add(json(kind)));
    return Text.harmlessJson(document.toString());
  }

  private static ObjectNode json(CheckKind kind) {
    ObjectNode json = object().put("id", kind.id()).put("claim", kind.claim());
    ArrayNode parameters = json.putArray("parameters");
    for (Parameter<?> each : kind.parameters()) {
      ObjectNode parameter =
          parameters
              .addObject()
              .put("name", each.name())
              .put("type", each.type().name())
              .put("required", each.required())
              .put("description", each.description());
      kind.alternatives(each).forEach(parameter.putArray("exactlyOneOf")::add);
      each.choices().forEach(parameter.putArray("choices")::add);
      if (!each.keys().isEmpty()) {
        ArrayNode keys = parameter.putArray("keys");
        for (MapKey key : each.keys()) {
          keys.addObject()
              .put("name", key.name())
              .put("required", key.required())
              .put("description", key.description());
        }
      }
      each.least().ifPresent(least -> parameter.put("minimum", least));
      each.most().ifPresent(most -> parameter.put("maximum", most));
      parameter.put("default", each.defaultText());
      each.example().ifPresent(example -> parameter.putPOJO("example", example));
    }
    ArrayNode findings = json.putArray("findings");
    for (Expectation expectation : kind.expectations()) {
      findings
          .addObject()
          .put("code", expectation.code())
          .put("topic", expectation.topic())
          .put("claim", expectation.claim());
    }
    kind.accepts().forEach(json.putArray("accepts")::add);
    ObjectNode permissions = json.putObject("permissions");
    kind.permissions().reads().forEach(permissions.putArray("reads")::add);
    kind.permissions().actives().forEach(permissions.putArray("actives")::add);
    ArrayNode optionals = permissions.putArray("optionals");
    for (String action : kind.permissions().optionals()) {
      optionals
          .addObject()
          .put("action", action)
          .put("unseen", kind.permissions().unseenWithout(action));
    }
    return json;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
