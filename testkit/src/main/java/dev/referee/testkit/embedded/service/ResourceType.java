package dev.referee.testkit.embedded.service;

import com.fasterxml.jackson.databind.JsonNode;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.common.Pojos;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** A CloudFormation resource type, implemented with the operations of its service. */
public interface ResourceType {

  /**
   * The properties of a resource in a template.
   *
   * @param json the resource's properties, without intrinsic functions
   * @param defaultName the name of a resource that the template gives none
   */
  record Properties(JsonNode json, String defaultName) {

    /** Returns a request filled with the properties that are called as its members are. */
    public <T extends SdkPojo> T as(Class<T> request, SdkPojo builder) {
      fits("#", json, builder);
      return request.cast(JsonCodec.read(builder, json, SdkField::memberName));
    }

    /** Refuses properties of which one is missing, as a resource's schema does. */
    public Properties require(Iterable<String> keys) {
      for (String key : keys) {
        if (json.path(key).isMissingNode()) {
          throw unlike("#: required key [" + key + "] not found");
        }
      }
      return this;
    }

    private static AwsError unlike(String why) {
      return new AwsError(400, "ValidationError", "Model validation failed (" + why + ")");
    }

    /** Refuses a list where the request has a structure, and whatever else is not alike. */
    private static void fits(String path, JsonNode json, SdkPojo pojo) {
      for (SdkField<?> field : pojo.sdkFields()) {
        fits(path + "/" + field.memberName(), json.path(field.memberName()), field);
      }
    }

    private static void fits(String path, JsonNode json, SdkField<?> field) {
      if (json.isMissingNode()) {
        return;
      }
      switch (field.marshallingType().getKnownType()) {
        case LIST -> {
          if (!json.isArray()) {
            throw unlike(path + ": expected type: JSONArray, found: " + found(json));
          }
          for (int i = 0; i < json.size(); i++) {
            fits(path + "/" + i, json.path(i), Pojos.member(field));
          }
        }
        case SDK_POJO -> {
          if (!json.isObject()) {
            throw unlike(path + ": expected type: JSONObject, found: " + found(json));
          }
          fits(path, json, Pojos.nested(field));
        }
        default -> {}
      }
    }

    private static String found(JsonNode json) {
      return switch (json.getNodeType()) {
        case ARRAY -> "JSONArray";
        case OBJECT -> "JSONObject";
        case NUMBER -> "Number";
        case BOOLEAN -> "Boolean";
        default -> "String";
      };
    }

    public String name(String property) {
      return json.path(property).asText(defaultName);
    }
  }

  /**
   * A resource that was created.
   *
   * @param physicalId what {@code Ref} gives
   * @param attributes what {@code Fn::GetAtt} gives
   */
  record Made(String physicalId, Map<String, String> attributes) {}

  /** Returns a type of two operations. */
  static ResourceType of(
      BiFunction<Properties, Call, Made> create, BiConsumer<String, Call> delete) {
    return new ResourceType() {
      @Override
      public Made create(Properties properties, Call call) {
        return create.apply(properties, call);
      }

      @Override
      public void delete(Made made, Call call) {
        delete.accept(made.physicalId(), call);
      }
    };
  }

  Made create(Properties properties, Call call);

  /**
   * Changes a resource where it can be changed.
   *
   * @param made the resource
   * @param before the properties that it was made by
   * @param properties the properties that it is to have
   * @return the resource; null when another one has to replace it
   */
  default @Nullable Made update(Made made, Properties before, Properties properties, Call call) {
    return null;
  }

  /** Returns a type of three operations. */
  static ResourceType of(
      BiFunction<Properties, Call, Made> create, BiConsumer<String, Call> delete, Update update) {
    return new ResourceType() {
      @Override
      public Made create(Properties properties, Call call) {
        return create.apply(properties, call);
      }

      @Override
      public void delete(Made made, Call call) {
        delete.accept(made.physicalId(), call);
      }

      @Override
      public @Nullable Made update(Made made, Properties before, Properties after, Call call) {
        return update.apply(made, before, after, call);
      }
    };
  }

  /** An update of a resource that returns null when a replacement is needed. */
  @FunctionalInterface
  interface Update {
    @Nullable Made apply(Made made, Properties before, Properties after, Call call);
  }

  void delete(Made made, Call call);
}
