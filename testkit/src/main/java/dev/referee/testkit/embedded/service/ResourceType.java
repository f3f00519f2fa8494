package dev.referee.testkit.embedded.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.common.Pojos;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * A CloudFormation resource type, implemented with the operations of its service.
 *
 * @param name the type's name, {@code AWS::EC2::VPC}
 * @param creation makes a resource
 * @param deletion deletes a resource
 * @param update changes a resource where it can be changed
 * @param required the properties that resources must have, as the type's reference page says
 * @param operations what the identity behind a stack needs permission for
 */
public record ResourceType(
    String name,
    BiFunction<Properties, Call, Made> creation,
    Optional<GradualCreation> gradualCreation,
    BiConsumer<Made, Call> deletion,
    Update update,
    Set<String> required,
    Operations operations) {

  /**
   * The properties of a resource in a template.
   *
   * @param json the resource's properties, without intrinsic functions
   * @param defaultName the name of a resource that the template gives none
   */
  public record Properties(JsonNode json, String defaultName) {

    /** Returns a request filled with the properties that are called as its members are. */
    public <T extends SdkPojo> T as(Class<T> request, SdkPojo builder) {
      fits("#", json, builder);
      return request.cast(JsonCodec.read(builder, json, ResourceType::property));
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

    private static AwsError unlike(String reason) {
      return new AwsError(400, "ValidationError", "Model validation failed (" + reason + ")");
    }

    /** Refuses a list where the request has a structure, and whatever else is not alike. */
    private static void fits(String path, JsonNode json, SdkPojo pojo) {
      for (SdkField<?> field : pojo.sdkFields()) {
        fits(path + "/" + property(field), json.path(property(field)), field);
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

  /** Returns the property that a member of a request is in a template: it begins upper-case. */
  public static String property(SdkField<?> field) {
    String member = field.memberName();
    return Ascii.toUpperCase(member.charAt(0)) + member.substring(1);
  }

  /**
   * A resource that was created.
   *
   * @param physicalId what {@code Ref} gives
   * @param attributes what {@code Fn::GetAtt} gives
   */
  public record Made(String physicalId, Map<String, String> attributes) {}

  /** The creation of a resource that takes time. */
  public interface GradualCreation {
    /**
     * Begins to create a resource.
     *
     * @return the resource, so far without attributes
     */
    Made begin(Properties properties, Call call);

    /**
     * Returns the resource once it is complete, and null before.
     *
     * @param begun the resource as it was begun
     * @throws AwsError if it could not be created
     */
    @Nullable Made complete(Made begun, Call call);
  }

  /** An update of a resource. */
  @FunctionalInterface
  public interface Update {
    /**
     * Changes a resource where it can be changed.
     *
     * @param made the resource
     * @param before the properties that it was made by
     * @param after the properties that it is to have
     * @return the resource; null if another one has to replace it
     */
    @Nullable Made apply(Made made, Properties before, Properties after, Call call);
  }

  /**
   * The operations of the service that resources of a type are made and unmade by.
   *
   * @param id the member of their requests that names the resource; empty if none does
   * @param create what makes one
   * @param update what changes one
   * @param delete what deletes one
   */
  public record Operations(String id, String create, String update, String delete) {}

  /**
   * Returns a type whose resources are only replaced, and whose operations are called as it is.
   *
   * @param deletion deletes the resource with a physical id
   */
  public static ResourceType of(
      String name, BiFunction<Properties, Call, Made> creation, BiConsumer<String, Call> deletion) {
    String noun = Iterables.getLast(Splitter.on("::").split(name));
    return new ResourceType(
        name,
        creation,
        Optional.empty(),
        (made, call) -> deletion.accept(made.physicalId(), call),
        (made, before, after, call) -> null,
        Set.of(),
        new Operations("", "Create" + noun, "Update" + noun, "Delete" + noun));
  }

  /** Returns this type with resources that more than their physical ids is needed to delete. */
  public ResourceType deletedBy(BiConsumer<Made, Call> deletion) {
    return new ResourceType(
        name, creation, gradualCreation, deletion, update, required, operations);
  }

  /** Returns this type with resources that take time when a new stack creates them. */
  public ResourceType createdGradually(GradualCreation gradualCreation) {
    return new ResourceType(
        name, creation, Optional.of(gradualCreation), deletion, update, required, operations);
  }

  /** Returns this type with resources that can be changed. */
  public ResourceType changedBy(Update update) {
    return new ResourceType(
        name, creation, gradualCreation, deletion, update, required, operations);
  }

  /** Returns this type with properties that resources must have. */
  public ResourceType requiring(String... properties) {
    return new ResourceType(
        name,
        creation,
        gradualCreation,
        deletion,
        update,
        ImmutableSet.copyOf(properties),
        operations);
  }

  /** Returns this type with the member of requests that names a resource. */
  public ResourceType identifiedBy(String member) {
    return calling(
        new Operations(member, operations.create(), operations.update(), operations.delete()));
  }

  /** Returns this type with other operations; it is changed by the one that makes it. */
  public ResourceType calling(String create, String delete) {
    return calling(create, create, delete);
  }

  /** Returns this type with other operations. */
  public ResourceType calling(String create, String change, String delete) {
    return calling(new Operations(operations.id(), create, change, delete));
  }

  private ResourceType calling(Operations others) {
    return new ResourceType(name, creation, gradualCreation, deletion, update, required, others);
  }
}
