package dev.referee.testkit.embedded.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.ResourceType;
import dev.referee.testkit.embedded.service.ResourceType.Made;
import dev.referee.testkit.embedded.service.ResourceType.Properties;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.FunctionCode;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;

/** The CloudFormation resource types of Lambda. */
final class LambdaResourceTypes {
  private static final String CONCURRENCY = "ReservedConcurrentExecutions";

  private LambdaResourceTypes() {}

  static List<ResourceType> all() {
    return List.of(
        ResourceType.of(
                "AWS::Lambda::Function",
                LambdaResourceTypes::function,
                (name, call) ->
                    Functions.delete(
                        DeleteFunctionRequest.builder().functionName(name).build(), call))
            .changedBy(LambdaResourceTypes::changeFunction)
            .requiring("Code", "Role")
            .identifiedBy("FunctionName")
            .calling("CreateFunction", "UpdateFunctionConfiguration", "DeleteFunction"),
        ResourceType.of(
                "AWS::Lambda::Permission",
                LambdaResourceTypes::permission,
                LambdaResourceTypes::removePermission)
            .requiring("Action", "FunctionName", "Principal")
            .calling("AddPermission", "RemovePermission"),
        ResourceType.of(
                "AWS::Lambda::EventSourceMapping",
                LambdaResourceTypes::mapping,
                (uuid, call) -> Lambda.of(call).mappings.remove(uuid))
            .requiring("FunctionName")
            .calling(
                "CreateEventSourceMapping",
                "UpdateEventSourceMapping",
                "DeleteEventSourceMapping"));
  }

  /** Returns the properties without those that a request has in another form. */
  private static Properties plain(Properties properties) {
    ObjectNode json = properties.json().deepCopy();
    json.remove(List.of("Tags", "Code", CONCURRENCY));
    return new Properties(json, properties.defaultName());
  }

  private static Map<String, String> tags(Properties properties) {
    Map<String, String> tags = new LinkedHashMap<>();
    properties
        .json()
        .path("Tags")
        .forEach(tag -> tags.put(tag.path("Key").asText(), tag.path("Value").asText()));
    return tags;
  }

  private static Made function(Properties properties, Call call) {
    String name = properties.name("FunctionName");
    JsonNode code = properties.json().path("Code");
    FunctionCode.Builder source =
        FunctionCode.builder()
            .s3Bucket(code.path("S3Bucket").asText(null))
            .s3Key(code.path("S3Key").asText(null))
            .imageUri(code.path("ImageUri").asText(null));
    if (code.has("ZipFile")) {
      source.zipFile(SdkBytes.fromUtf8String(code.path("ZipFile").asText()));
    }
    Functions.create(
        plain(properties)
            .as(CreateFunctionRequest.class, CreateFunctionRequest.builder())
            .toBuilder()
            .functionName(name)
            .code(source.build())
            .tags(tags(properties))
            .build(),
        call);
    reserve(name, properties, call);
    return new Made(name, Map.of("Arn", FunctionName.arn(call, name)));
  }

  private static void reserve(String name, Properties properties, Call call) {
    JsonNode reserved = properties.json().path(CONCURRENCY);
    Objects.requireNonNull(Lambda.of(call).functions.get(name)).reservedConcurrency =
        reserved.isMissingNode() ? null : Integer.valueOf(reserved.asInt());
  }

  private static @Nullable Made changeFunction(
      Made made, Properties before, Properties after, Call call) {
    if (!before.name("FunctionName").equals(after.name("FunctionName"))) {
      return null;
    }
    String name = made.physicalId();
    Functions.updateConfiguration(
        plain(after)
            .as(
                UpdateFunctionConfigurationRequest.class,
                UpdateFunctionConfigurationRequest.builder())
            .toBuilder()
            .functionName(name)
            .build(),
        call);
    JsonNode code = after.json().path("Code");
    if (!before.json().path("Code").equals(code)) {
      Functions.updateCode(
          UpdateFunctionCodeRequest.builder()
              .functionName(name)
              .zipFile(SdkBytes.fromUtf8String(code.toString()))
              .build(),
          call);
    }
    reserve(name, after, call);
    Map<String, String> tags = Objects.requireNonNull(Lambda.of(call).functions.get(name)).tags;
    tags.keySet().removeAll(tags(before).keySet());
    tags.putAll(tags(after));
    return made;
  }

  private static Made permission(Properties properties, Call call) {
    String id = properties.defaultName();
    FunctionPermissions.add(
        properties.as(AddPermissionRequest.class, AddPermissionRequest.builder()).toBuilder()
            .statementId(id)
            .build(),
        call);
    return new Made(id, Map.of("Id", id));
  }

  private static void removePermission(String id, Call call) {
    Lambda.of(call)
        .functions
        .values()
        .forEach(
            function -> function.policies.values().forEach(statements -> statements.remove(id)));
  }

  private static Made mapping(Properties properties, Call call) {
    String uuid =
        EventSourceMappings.create(
                plain(properties)
                    .as(
                        CreateEventSourceMappingRequest.class,
                        CreateEventSourceMappingRequest.builder())
                    .toBuilder()
                    .tags(tags(properties))
                    .build(),
                call)
            .uuid();
    return new Made(
        uuid,
        Map.of(
            "Id",
            uuid,
            "EventSourceMappingArn",
            "arn:aws:lambda:%s:%s:event-source-mapping:%s"
                .formatted(call.region(), call.accountId(), uuid)));
  }
}
