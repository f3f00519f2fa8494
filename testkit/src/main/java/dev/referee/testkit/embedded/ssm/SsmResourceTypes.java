package dev.referee.testkit.embedded.ssm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.ResourceType;
import dev.referee.testkit.embedded.service.ResourceType.Made;
import dev.referee.testkit.embedded.service.ResourceType.Properties;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.model.CreateDocumentRequest;
import software.amazon.awssdk.services.ssm.model.DeleteDocumentRequest;
import software.amazon.awssdk.services.ssm.model.DeleteParameterRequest;
import software.amazon.awssdk.services.ssm.model.PutParameterRequest;

/**
 * The CloudFormation resource types Parameter and Document of Systems Manager.
 *
 * @param ssm finds what is there of Systems Manager
 */
record SsmResourceTypes(Function<Call, Ssm> ssm) {

  List<ResourceType> all() {
    return List.of(
        ResourceType.of("AWS::SSM::Document", this::document, this::deleteDocument)
            .requiring("Content")
            .identifiedBy("Name"),
        ResourceType.of(
                "AWS::SSM::Parameter",
                SsmResourceTypes::parameter,
                SsmResourceTypes::deleteParameter)
            .changedBy(SsmResourceTypes::changeParameter)
            .requiring("Type", "Value")
            .identifiedBy("Name")
            .calling("PutParameter", "DeleteParameter"));
  }

  static Made parameter(Properties properties, Call call) {
    return put(properties, false, call);
  }

  private static Made put(Properties properties, boolean overwrite, Call call) {
    String name = properties.name("Name");
    String value = properties.json().path("Value").asText();
    String type = properties.json().path("Type").asText();
    SsmParameters.of(call)
        .put(
            PutParameterRequest.builder()
                .name(name)
                .type(type)
                .value(value)
                .overwrite(overwrite)
                .build(),
            call);
    return new Made(name, Map.of("Type", type, "Value", value));
  }

  static @Nullable Made changeParameter(Made made, Properties before, Properties after, Call call) {
    return before.name("Name").equals(after.name("Name")) ? put(after, true, call) : null;
  }

  static void deleteParameter(String name, Call call) {
    SsmParameters.of(call).delete(DeleteParameterRequest.builder().name(name).build());
  }

  /** Creates a document; a template may write its content as an object. */
  private Made document(Properties properties, Call call) {
    String name = properties.name("Name");
    ObjectNode json = properties.json().deepCopy();
    JsonNode content = json.path("Content");
    if (content.isObject()) {
      json.put("Content", content.toString());
    }
    ssm.apply(call)
        .documents
        .create(
            new Properties(json, name)
                .as(CreateDocumentRequest.class, CreateDocumentRequest.builder()).toBuilder()
                    .name(name)
                    .build(),
            call);
    return new Made(name, Map.of());
  }

  private void deleteDocument(String name, Call call) {
    ssm.apply(call).documents.delete(DeleteDocumentRequest.builder().name(name).build(), call);
  }
}
