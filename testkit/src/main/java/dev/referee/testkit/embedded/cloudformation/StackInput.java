package dev.referee.testkit.embedded.cloudformation;

import com.google.common.collect.ImmutableMap;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Tag;

/**
 * The template and parameters of a stack.
 *
 * @param body the template as it was sent
 * @param template the template
 * @param parameters the values that were given
 * @param capabilities what the template may do
 * @param tags the stack's tags
 */
record StackInput(
    String body,
    Template template,
    List<Parameter> parameters,
    List<String> capabilities,
    List<Tag> tags) {

  /**
   * Reads a request, which may refer to the previous template and parameters.
   *
   * @param request a request that creates or updates a stack or makes a change set
   * @param before the current input of the stack; null if there is no stack
   * @param types the resource types that there are
   */
  static StackInput of(SdkPojo request, @Nullable StackInput before, ResourceTypes types) {
    boolean previous = Boolean.TRUE.equals(SdkFieldCopier.member(request, "UsePreviousTemplate"));
    @Nullable String body =
        previous && before != null
            ? before.body()
            : (String) SdkFieldCopier.member(request, "TemplateBody");
    Template template = Template.parse(body);
    new TemplateChecks(template).require();
    List<Parameter> parameters = new ArrayList<>();
    for (Object one : list(request, "Parameters")) {
      Parameter parameter = (Parameter) one;
      parameters.add(
          Boolean.TRUE.equals(parameter.usePreviousValue()) && before != null
              ? Parameter.builder()
                  .parameterKey(parameter.parameterKey())
                  .parameterValue(before.given().get(parameter.parameterKey()))
                  .build()
              : parameter);
    }
    StackInput input =
        new StackInput(
            String.valueOf(body),
            template,
            parameters,
            list(request, "Capabilities").stream().map(Object::toString).toList(),
            list(request, "Tags").stream().map(Tag.class::cast).toList());
    input.checkTypes(types);
    new TemplateCapabilities(template)
        .require(input.capabilities(), !(request instanceof CreateChangeSetRequest));
    return input;
  }

  private static List<?> list(SdkPojo request, String member) {
    return SdkFieldCopier.member(request, member) instanceof List<?> list ? list : List.of();
  }

  private void checkTypes(ResourceTypes known) {
    List<String> types = template.resources().stream().map(template::type).distinct().toList();
    List<String> unknown = types.stream().filter(type -> !known.knows(type)).toList();
    if (!unknown.isEmpty()) {
      throw Template.invalid("Template format error: Unrecognized resource types: " + unknown);
    }
  }

  /** Returns the values that were given, by name. */
  Map<String, String> given() {
    ImmutableMap.Builder<String, String> given = ImmutableMap.builder();
    for (Parameter parameter : parameters) {
      if (parameter.parameterValue() != null) {
        given.put(parameter.parameterKey(), parameter.parameterValue());
      }
    }
    return given.buildKeepingLast();
  }
}
