package dev.referee.testkit.embedded.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.Pojos;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import dev.referee.testkit.embedded.service.Service;
import java.util.List;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateRequest;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateResponse;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateSummaryRequest;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateSummaryResponse;
import software.amazon.awssdk.services.cloudformation.model.ListStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.ListStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.ParameterDeclaration;
import software.amazon.awssdk.services.cloudformation.model.StackSummary;
import software.amazon.awssdk.services.cloudformation.model.TemplateParameter;
import software.amazon.awssdk.services.cloudformation.model.TemplateStage;
import software.amazon.awssdk.services.cloudformation.model.ValidateTemplateRequest;
import software.amazon.awssdk.services.cloudformation.model.ValidateTemplateResponse;

/** The operations that read templates and describe deleted stacks. */
final class TemplateReads {
  private TemplateReads() {}

  static void addTo(Service service) {
    service
        .on(GetTemplateRequest.class, GetTemplateRequest::builder, TemplateReads::get)
        .on(
            GetTemplateSummaryRequest.class,
            GetTemplateSummaryRequest::builder,
            TemplateReads::summary)
        .on(
            ValidateTemplateRequest.class,
            ValidateTemplateRequest::builder,
            TemplateReads::validate)
        .on(ListStacksRequest.class, ListStacksRequest::builder, TemplateReads::stacks);
  }

  private static GetTemplateResponse get(GetTemplateRequest request, Call call) {
    if (request.stackName() == null) {
      throw Template.invalid("StackName is required if ChangeSetName is not specified.");
    }
    return GetTemplateResponse.builder()
        .templateBody(CloudFormation.of(call).stack(request.stackName()).input().body())
        .stagesAvailable(TemplateStage.ORIGINAL, TemplateStage.PROCESSED)
        .build();
  }

  private static GetTemplateSummaryResponse summary(GetTemplateSummaryRequest request, Call call) {
    Template template =
        request.stackName() == null
            ? Template.parse(request.templateBody())
            : CloudFormation.of(call).stack(request.stackName()).template();
    TemplateCapabilities capabilities = new TemplateCapabilities(template);
    List<ParameterDeclaration> parameters =
        template.names("Parameters").stream()
            .map(
                name -> {
                  JsonNode node = template.json().path("Parameters").path(name);
                  return ParameterDeclaration.builder()
                      .parameterKey(name)
                      .parameterType(node.path("Type").asText())
                      .defaultValue(node.path("Default").asText(null))
                      .noEcho(node.path("NoEcho").asBoolean())
                      .description(node.path("Description").asText(null))
                      .build();
                })
            .toList();
    return GetTemplateSummaryResponse.builder()
        .parameters(parameters)
        .description(template.json().path("Description").asText(null))
        .capabilitiesWithStrings(Pojos.unlessEmpty(capabilities.needed()))
        .capabilitiesReason(capabilities.reason())
        .declaredTransforms(Pojos.unlessEmpty(capabilities.transforms()))
        .resourceTypes(template.resources().stream().map(template::type).distinct().toList())
        .version(template.json().path("AWSTemplateFormatVersion").asText(null))
        .build();
  }

  private static ValidateTemplateResponse validate(ValidateTemplateRequest request, Call call) {
    Template template = Template.parse(request.templateBody());
    new TemplateChecks(template).require();
    TemplateCapabilities capabilities = new TemplateCapabilities(template);
    return ValidateTemplateResponse.builder()
        .description(template.json().path("Description").asText(null))
        .capabilitiesWithStrings(Pojos.unlessEmpty(capabilities.needed()))
        .capabilitiesReason(capabilities.reason())
        .declaredTransforms(Pojos.unlessEmpty(capabilities.transforms()))
        .parameters(
            template.names("Parameters").stream()
                .map(
                    name -> {
                      JsonNode node = template.json().path("Parameters").path(name);
                      return TemplateParameter.builder()
                          .parameterKey(name)
                          .defaultValue(node.path("Default").asText(null))
                          .noEcho(node.path("NoEcho").asBoolean())
                          .description(node.path("Description").asText(null))
                          .build();
                    })
                .toList())
        .build();
  }

  private static ListStacksResponse stacks(ListStacksRequest request, Call call) {
    List<String> wanted = request.stackStatusFiltersAsStrings();
    List<StackSummary> all =
        CloudFormation.of(call).all().stream()
            .map(stack -> SdkFieldCopier.overlay(stack.shown(call), StackSummary.builder()).build())
            .filter(stack -> wanted.isEmpty() || wanted.contains(stack.stackStatusAsString()))
            .toList();
    Page<StackSummary> page = Page.of(all, null, request.nextToken(), call);
    return ListStacksResponse.builder().stackSummaries(page.items()).nextToken(page.next()).build();
  }
}
