package dev.referee.testkit.embedded.service;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * An AWS service: its signing name, its wire protocol, and its operations.
 *
 * <p>An operation is added by {@link #on}: a maker of an empty request (the SDK's {@code
 * XxxRequest::builder}, whose builders are themselves {@link SdkPojo}), and what answers it. Its
 * name is the request's class name without {@code Request}; a REST operation also says its route.
 */
public final class Service {

  /** The wire protocols that AWS services speak. */
  public enum Protocol {
    EC2_QUERY,
    AWS_QUERY,
    JSON_1_0,
    JSON_1_1,
    REST_JSON
  }

  public record Entry(
      Route route, Supplier<? extends SdkPojo> builder, Operation<SdkPojo, SdkPojo> operation) {}

  /**
   * The errors of a service that had the query protocol, and still tells their codes of it.
   *
   * @param namespace the namespace of its shapes, {@code com.amazonaws.sqs}
   * @param codes the codes of the query protocol, by the names of shapes that have others
   */
  public record QueryErrors(String namespace, Map<String, String> codes) {

    /** Returns the code of an error in the query protocol. */
    public String code(String name) {
      return codes.getOrDefault(name, name);
    }
  }

  private final String signingName;
  private final Protocol protocol;
  private final String apiVersion;

  private final Map<String, ResourceType> resourceTypes = new TreeMap<>();
  private ServicePermissions permissions = ServicePermissions.PLAIN;
  private boolean constrained;
  private @Nullable QueryErrors queryErrors;

  /** By name; the SDK's class names differ from AWS's in case only (DescribeDBInstances). */
  private final Map<String, Entry> operations = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  public Service(String signingName, Protocol protocol, String apiVersion) {
    this.signingName = signingName;
    this.protocol = protocol;
    this.apiVersion = apiVersion;
  }

  /** Adds an operation. */
  public <I extends SdkPojo, O extends SdkPojo> Service on(
      Class<I> request, Supplier<? extends SdkPojo> builder, Operation<I, O> operation) {
    return on(Route.NONE, request, builder, operation);
  }

  /** Adds an operation of a REST protocol, with its route: {@code GET /clusters/{name}}. */
  public <I extends SdkPojo, O extends SdkPojo> Service on(
      String route,
      Class<I> request,
      Supplier<? extends SdkPojo> builder,
      Operation<I, O> operation) {
    return on(Route.parse(route), request, builder, operation);
  }

  private <I extends SdkPojo, O extends SdkPojo> Service on(
      Route route,
      Class<I> request,
      Supplier<? extends SdkPojo> builder,
      Operation<I, O> operation) {
    operations.put(
        name(request),
        new Entry(route, builder, (pojo, call) -> operation.call(request.cast(pojo), call)));
    return this;
  }

  /** Returns AWS's name of an operation, which the SDK's class writes OpenIdConnect in. */
  private static String name(Class<?> request) {
    return request
        .getSimpleName()
        .replaceAll("Request$", "")
        .replaceAll("(OpenI|ClientI)d(?=[A-Z])", "$1D");
  }

  /** Holds requests to the lengths and the patterns of their members, as AWS's models say. */
  public Service constrained() {
    constrained = true;
    return this;
  }

  boolean isConstrained() {
    return constrained;
  }

  /** Lets errors tell their codes of the query protocol, too. */
  public Service queryCompatible(String namespace, Map<String, String> codes) {
    queryErrors = new QueryErrors(namespace, codes);
    return this;
  }

  /** Returns what errors tell of the query protocol; null if they tell nothing. */
  public @Nullable QueryErrors queryErrors() {
    return queryErrors;
  }

  /** Sets how policies name what requests are about. */
  public Service authorizedBy(ServicePermissions by) {
    permissions = by;
    return this;
  }

  /** Returns how policies name what requests are about. */
  public ServicePermissions permissions() {
    return permissions;
  }

  /** Adds what templates of CloudFormation can have of this service. */
  public Service resources(Iterable<ResourceType> types) {
    types.forEach(type -> resourceTypes.put(type.name(), type));
    return this;
  }

  /** Returns the resource types of this service, by name. */
  public Map<String, ResourceType> resourceTypes() {
    return Collections.unmodifiableMap(resourceTypes);
  }

  public String signingName() {
    return signingName;
  }

  public Protocol protocol() {
    return protocol;
  }

  public String apiVersion() {
    return apiVersion;
  }

  /** Returns the names of the operations, in order. */
  public Set<String> operations() {
    return Collections.unmodifiableSet(operations.keySet());
  }

  public @Nullable Entry operation(String name) {
    return operations.get(name);
  }

  /** Returns the name of the operation that lives at a path; null if none does. */
  public @Nullable String routed(String method, String path) {
    return operations.entrySet().stream()
        .filter(operation -> operation.getValue().route().matches(method, path))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }
}
