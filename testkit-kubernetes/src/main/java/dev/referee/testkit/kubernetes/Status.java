package dev.referee.testkit.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An error as a Kubernetes API server answers it.
 *
 * @param code the HTTP status
 * @param reason the reason, such as {@code Forbidden}
 * @param message the message
 */
record Status(int code, String reason, String message) {
  static final Status UNAUTHORIZED = new Status(401, "Unauthorized", "Unauthorized");

  static Status forbidden(ApiRequest request, String user) {
    return new Status(403, "Forbidden", request.forbidden(user));
  }

  static Status notFound(ApiRequest request) {
    String group = request.group().isEmpty() ? "" : "." + request.group();
    return new Status(
        404,
        "NotFound",
        "%s%s \"%s\" not found".formatted(request.resource(), group, request.name()));
  }

  byte[] json() {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    status.put("status", "Failure").put("message", message).put("reason", reason);
    return status.put("code", code).toString().getBytes(UTF_8);
  }
}
