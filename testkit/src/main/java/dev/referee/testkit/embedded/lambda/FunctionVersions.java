package dev.referee.testkit.embedded.lambda;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Ids;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import dev.referee.testkit.embedded.service.Service;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.AliasConfiguration;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.CreateAliasResponse;
import software.amazon.awssdk.services.lambda.model.DeleteAliasRequest;
import software.amazon.awssdk.services.lambda.model.DeleteAliasResponse;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetAliasRequest;
import software.amazon.awssdk.services.lambda.model.GetAliasResponse;
import software.amazon.awssdk.services.lambda.model.ListAliasesRequest;
import software.amazon.awssdk.services.lambda.model.ListAliasesResponse;
import software.amazon.awssdk.services.lambda.model.ListVersionsByFunctionRequest;
import software.amazon.awssdk.services.lambda.model.ListVersionsByFunctionResponse;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;
import software.amazon.awssdk.services.lambda.model.UpdateAliasRequest;
import software.amazon.awssdk.services.lambda.model.UpdateAliasResponse;

/** An emulation of the versions and the aliases of functions. */
final class FunctionVersions {
  private static final String FUNCTION = "/2015-03-31/functions/{FunctionName}";

  private FunctionVersions() {}

  static void addTo(Service service) {
    String aliases = FUNCTION + "/aliases";
    service
        .on(
            "POST " + FUNCTION + "/versions",
            PublishVersionRequest.class,
            PublishVersionRequest::builder,
            FunctionVersions::publish)
        .on(
            "GET " + FUNCTION + "/versions",
            ListVersionsByFunctionRequest.class,
            ListVersionsByFunctionRequest::builder,
            FunctionVersions::list)
        .on(
            "POST " + aliases,
            CreateAliasRequest.class,
            CreateAliasRequest::builder,
            FunctionVersions::createAlias)
        .on(
            "GET " + aliases,
            ListAliasesRequest.class,
            ListAliasesRequest::builder,
            FunctionVersions::aliases)
        .on(
            "GET " + aliases + "/{Name}",
            GetAliasRequest.class,
            GetAliasRequest::builder,
            FunctionVersions::getAlias)
        .on(
            "PUT " + aliases + "/{Name}",
            UpdateAliasRequest.class,
            UpdateAliasRequest::builder,
            FunctionVersions::updateAlias)
        .on(
            "DELETE " + aliases + "/{Name}",
            DeleteAliasRequest.class,
            DeleteAliasRequest::builder,
            FunctionVersions::deleteAlias);
  }

  private static FunctionRecord function(String name, Call call) {
    return Lambda.of(call).function(FunctionName.of(name), call);
  }

  /** Publishes a version, unless the last one is the same. */
  static FunctionConfiguration publish(
      FunctionRecord function, @Nullable String description, Call call) {
    int last = function.versions.keySet().stream().reduce(0, (one, next) -> next);
    FunctionConfiguration before = function.versions.get(last);
    if (before != null && before.revisionId().equals(function.latest.revisionId())) {
      return before;
    }
    String number = Integer.toString(last + 1);
    FunctionConfiguration published =
        function.latest.toBuilder()
            .version(number)
            .functionArn(function.arn + ":" + number)
            .description(description == null ? function.latest.description() : description)
            .build();
    function.versions.put(last + 1, published);
    return published;
  }

  private static PublishVersionResponse publish(PublishVersionRequest request, Call call) {
    FunctionRecord function = function(request.functionName(), call);
    return SdkFieldCopier.overlay(
            publish(function, request.description(), call), PublishVersionResponse.builder())
        .build();
  }

  private static ListVersionsByFunctionResponse list(
      ListVersionsByFunctionRequest request, Call call) {
    FunctionRecord function = function(request.functionName(), call);
    List<FunctionConfiguration> all = new ArrayList<>();
    all.add(
        function.latest.toBuilder().functionArn(function.arn + ":" + FunctionName.LATEST).build());
    all.addAll(function.versions.values());
    Page<FunctionConfiguration> page =
        Functions.page(all, request.maxItems(), request.marker(), call);
    return ListVersionsByFunctionResponse.builder()
        .versions(page.items())
        .nextMarker(page.next())
        .build();
  }

  private static CreateAliasResponse createAlias(CreateAliasRequest request, Call call) {
    FunctionRecord function = function(request.functionName(), call);
    if (function.aliases.containsKey(request.name())) {
      throw LambdaErrors.conflict(
          "Alias already exists: %s:%s".formatted(function.arn, request.name()));
    }
    requireVersion(function, request.functionVersion(), call);
    AliasConfiguration made =
        SdkFieldCopier.overlay(request, AliasConfiguration.builder().description(""))
            .aliasArn(function.arn + ":" + request.name())
            .revisionId(Ids.of(call).uuid())
            .build();
    function.aliases.put(request.name(), made);
    return SdkFieldCopier.overlay(made, CreateAliasResponse.builder()).build();
  }

  private static void requireVersion(FunctionRecord function, String version, Call call) {
    Lambda.of(call).function(new FunctionName(function.name, version), call);
  }

  private static AliasConfiguration alias(FunctionRecord function, String name) {
    AliasConfiguration found = function.aliases.get(name);
    if (found == null) {
      throw LambdaErrors.missing("Cannot find alias arn: %s:%s".formatted(function.arn, name));
    }
    return found;
  }

  private static GetAliasResponse getAlias(GetAliasRequest request, Call call) {
    AliasConfiguration found = alias(function(request.functionName(), call), request.name());
    return SdkFieldCopier.overlay(found, GetAliasResponse.builder()).build();
  }

  private static ListAliasesResponse aliases(ListAliasesRequest request, Call call) {
    FunctionRecord function = function(request.functionName(), call);
    String version = request.functionVersion();
    Page<AliasConfiguration> page =
        Functions.page(
            function.aliases.values().stream()
                .filter(alias -> version == null || alias.functionVersion().equals(version))
                .toList(),
            request.maxItems(),
            request.marker(),
            call);
    return ListAliasesResponse.builder().aliases(page.items()).nextMarker(page.next()).build();
  }

  private static UpdateAliasResponse updateAlias(UpdateAliasRequest request, Call call) {
    FunctionRecord function = function(request.functionName(), call);
    AliasConfiguration found = alias(function, request.name());
    if (request.functionVersion() != null) {
      requireVersion(function, request.functionVersion(), call);
    }
    AliasConfiguration changed =
        SdkFieldCopier.overlay(request, found.toBuilder()).revisionId(Ids.of(call).uuid()).build();
    function.aliases.put(request.name(), changed);
    return SdkFieldCopier.overlay(changed, UpdateAliasResponse.builder()).build();
  }

  private static DeleteAliasResponse deleteAlias(DeleteAliasRequest request, Call call) {
    function(request.functionName(), call).aliases.remove(request.name());
    return DeleteAliasResponse.builder().build();
  }
}
