package dev.referee.testkit.embedded.cloudformation;

import dev.referee.testkit.embedded.service.ResourceType;
import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.ServiceRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The resource types that a template can have.
 *
 * @param services the services, which bring them
 */
record ResourceTypes(ServiceRegistry services) {

  boolean knows(String type) {
    return find(type) != null;
  }

  ResourceType get(String type) {
    ResourceType found = find(type);
    if (found == null) {
      throw Template.invalid("Template format error: Unrecognized resource types: [" + type + "]");
    }
    return found;
  }

  private @Nullable ResourceType find(String type) {
    Service owner = owner(type);
    return owner == null ? null : owner.resourceTypes().get(type);
  }

  /** Returns the service that a type is of; null if there is none here. */
  @Nullable Service owner(String type) {
    return services.ofNamespace(type.replaceFirst("::[^:]*$", ""));
  }
}
