package dev.referee.house;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;

import dev.referee.Expectation;
import dev.referee.aws.IamPolicy;
import dev.referee.kubernetes.RbacRules;
import dev.referee.spi.CheckKind;
import dev.referee.spi.Parameter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** A writer of the Markdown page about a kind of check. */
final class CheckPage {
  private final CheckKind kind;

  CheckPage(CheckKind kind) {
    this.kind = kind;
  }

  /** Writes the index page. */
  static String index(Collection<CheckKind> kinds) {
    return """
    # Checks

    What Referee can prove. A check is made in Java by its module's builder, or by its id with parameters, as game files name it:
    `Catalogue.load().check(id, parameters)`. These pages are written from the checks themselves.

    | check | proves | steps | AWS actions |
    |---|---|---|---|
    %s
    """
        .formatted(
            kinds.stream()
                .map(
                    kind ->
                        "| [`%s`](%s) | %s | %s | %s |"
                            .formatted(
                                kind.id(),
                                file(kind),
                                kind.claim(),
                                kind.expectations().size(),
                                kind.permissions().all().size()))
                .collect(joining("\n")));
  }

  static String file(CheckKind kind) {
    return kind.id() + ".md";
  }

  String text() {
    return """
    # %s

    The check `%s`. [All checks](README.md)

    ## What has to hold

    In the order in which to fix them: the first finding that is not satisfied is the next step.

    | | finding | what has to hold | what `AREA` tells players |
    |---|---|---|---|
    %s

    ## Also accepted

    %s

    ## Parameters

    | name | takes | required | default | means |
    |---|---|---|---|---|
    %s

    ## Example

    ```yaml
    %s
    ```

    ## AWS operations

    It calls at most these operations; any other call is refused before it is sent.

    | service | operations |
    |---|---|
    %s

    The least policy of the role in a team's account:

    ```json
    %s
    ```
    %s%s\
    """
        .formatted(
            kind.claim(),
            kind.id(),
            findings(),
            lines(kind.accepts().stream().map(design -> "- " + design)),
            lines(kind.parameters().stream().map(this::row)),
            example().stripTrailing(),
            operations(),
            IamPolicy.permissions(kind.permissions()),
            optionals(),
            clusterRole());
  }

  /** Returns the permissions that the role needs in a cluster, if the check reads one. */
  private String clusterRole() {
    return RbacRules.of(kind.permissions()).isEmpty()
        ? ""
        : """

        ## Kubernetes permissions

        The least ClusterRole in the team's cluster, for the group `referee`. The role's access entry puts it into this group.

        ```yaml
        %s```
        """
            .formatted(RbacRules.clusterRole(kind.permissions(), "referee", "referee"));
  }

  /** Returns the optional actions, and what the check does not see without them. */
  private String optionals() {
    Map<String, String> byConsequence =
        kind.permissions().optionals().stream()
            .collect(
                groupingBy(
                    action -> kind.permissions().unseenWithout(action),
                    LinkedHashMap::new,
                    mapping(action -> "`" + action + "`", joining(", "))));
    if (byConsequence.isEmpty()) {
      return "";
    }
    return """

    These actions may be left out of it; the check then does not see what stands beside them:

    | actions | what is not seen |
    |---|---|
    %s
    """
        .formatted(
            lines(
                byConsequence.entrySet().stream()
                    .map(each -> "| %s | %s |".formatted(each.getValue(), each.getKey()))));
  }

  private String findings() {
    List<Expectation> steps = kind.expectations();
    return IntStream.range(0, steps.size())
        .mapToObj(
            i ->
                "| %s | `%s` | %s | %s |"
                    .formatted(
                        Integer.toString(i + 1),
                        steps.get(i).code(),
                        steps.get(i).claim(),
                        steps.get(i).topic()))
        .collect(joining("\n"));
  }

  private String row(Parameter<?> parameter) {
    return "| `%s` | %s | %s | %s | %s |"
        .formatted(
            parameter.name(),
            parameter.words(),
            required(parameter),
            parameter.defaultText().replace("|", "\\|"),
            (parameter.description() + keys(parameter)).replace("|", "\\|"));
  }

  /** Returns the keys of a list of maps. */
  private static String keys(Parameter<?> parameter) {
    return parameter.keys().isEmpty()
        ? ""
        : parameter.keys().stream()
            .map(key -> "`%s`: %s".formatted(key.name(), key.description()))
            .collect(joining("; ", ": ", ""));
  }

  private String example() {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    Map<String, Object> named = new LinkedHashMap<>();
    named.put("check", kind.id());
    named.put("parameters", kind.example());
    return new Yaml(options).dump(named);
  }

  private String operations() {
    Map<String, String> byService =
        kind.permissions().all().stream()
            .filter(action -> !RbacRules.of(kind.permissions()).contains(action))
            .collect(
                groupingBy(
                    action -> action.substring(0, action.indexOf(':')),
                    TreeMap::new,
                    mapping(
                        action -> "`" + action.substring(action.indexOf(':') + 1) + "`",
                        joining(", "))));
    return lines(
        byService.entrySet().stream()
            .map(each -> "| %s | %s |".formatted(each.getKey(), each.getValue())));
  }

  private String required(Parameter<?> parameter) {
    List<String> alternatives = kind.alternatives(parameter);
    if (!alternatives.isEmpty()) {
      return "exactly one of " + String.join(", ", alternatives);
    }
    return parameter.required() ? "yes" : "";
  }

  private static String lines(Stream<String> lines) {
    return lines.collect(joining("\n"));
  }
}
