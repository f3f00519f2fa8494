package dev.referee.testkit.embedded;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.model.DeleteParameterRequest;
import software.amazon.awssdk.services.ssm.model.DeleteParameterResponse;
import software.amazon.awssdk.services.ssm.model.GetParameterRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterTier;
import software.amazon.awssdk.services.ssm.model.PutParameterRequest;
import software.amazon.awssdk.services.ssm.model.PutParameterResponse;

/** Keeps Systems Manager's parameters: those of the account, and the public ones of images. */
final class SsmParameters {
  private static final int PAGE = 10;
  private static final Pattern PATH = Pattern.compile("(/[^/]+)+");
  private static final String SECRETS = "/aws/reference/secretsmanager/";

  private record Kept(String name, String type, String value, long version, Instant changed) {}

  private final Map<String, Kept> byName = new TreeMap<>();
  private final Call home;

  private SsmParameters(Call home) {
    this.home = home;
    Images.publicParameters()
        .forEach(
            (name, image) ->
                byName.put(name, new Kept(name, "String", image, 1, home.clock().instant())));
  }

  static SsmParameters of(Call call) {
    return call.regional(SsmParameters.class, () -> new SsmParameters(call));
  }

  static void addTo(Service ssm) {
    ssm.on(PutParameterRequest.class, PutParameterRequest::builder, (r, c) -> of(c).put(r))
        .on(GetParameterRequest.class, GetParameterRequest::builder, (r, c) -> of(c).get(r))
        .on(GetParametersRequest.class, GetParametersRequest::builder, (r, c) -> of(c).get(r))
        .on(
            GetParametersByPathRequest.class,
            GetParametersByPathRequest::builder,
            (r, c) -> of(c).byPath(r, c))
        .on(
            DeleteParameterRequest.class,
            DeleteParameterRequest::builder,
            (r, c) -> of(c).delete(r));
  }

  /** Returns a parameter's value; null when there is none. */
  @Nullable String value(String name) {
    Kept found = byName.get(name);
    return found == null ? null : found.value();
  }

  PutParameterResponse put(PutParameterRequest request) {
    String name = request.name();
    Kept before = byName.get(name);
    if (name.startsWith("/aws/") || name.startsWith("aws")) {
      throw Ssm.error(
          "AccessDeniedException", "No access to reserved parameter name: " + name + ".");
    }
    if (before != null && !Boolean.TRUE.equals(request.overwrite())) {
      throw Ssm.error(
          "ParameterAlreadyExists",
          "The parameter already exists. To overwrite this value, set the overwrite option in the"
              + " request to true.");
    }
    String type =
        request.typeAsString() == null && before != null ? before.type() : request.typeAsString();
    if (type == null) {
      throw Ssm.error(
          "ValidationException", "A parameter type is required when you create a parameter.");
    }
    long version = before == null ? 1 : before.version() + 1;
    byName.put(name, new Kept(name, type, request.value(), version, home.clock().instant()));
    return PutParameterResponse.builder().version(version).tier(ParameterTier.STANDARD).build();
  }

  private GetParameterResponse get(GetParameterRequest request) {
    String name = request.name();
    if (!name.startsWith("arn:") && name.contains("/") && !PATH.matcher(name).matches()) {
      throw Ssm.error(
          "ValidationException",
          "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a path,"
              + " it can consist of sub-paths divided by slash symbol; each sub-path can be formed"
              + " as a mix of letters, numbers and the following 3 symbols .-_");
    }
    Parameter found = find(name);
    if (found == null) {
      throw Ssm.error(
          "ParameterNotFound",
          name.startsWith(SECRETS)
              ? "An error occurred (ParameterNotFound) when referencing Secrets Manager: Secret "
                  + name
                  + " not found."
              : "");
    }
    return GetParameterResponse.builder().parameter(found).build();
  }

  private GetParametersResponse get(GetParametersRequest request) {
    List<Parameter> found = new ArrayList<>();
    List<String> invalid = new ArrayList<>();
    for (String name : request.names()) {
      Parameter one = find(name);
      if (one == null) {
        invalid.add(name);
      } else {
        found.add(one);
      }
    }
    return GetParametersResponse.builder().parameters(found).invalidParameters(invalid).build();
  }

  private GetParametersByPathResponse byPath(GetParametersByPathRequest request, Call call) {
    String path = request.path().endsWith("/") ? request.path() : request.path() + "/";
    boolean deep = Boolean.TRUE.equals(request.recursive());
    List<Parameter> below =
        byName.values().stream()
            .filter(one -> one.name().startsWith(path))
            .filter(one -> deep || one.name().indexOf('/', path.length()) < 0)
            .map(this::shown)
            .toList();
    Page<Parameter> page =
        Page.of(
            below,
            request.maxResults() == null ? Integer.valueOf(PAGE) : request.maxResults(),
            request.nextToken(),
            call);
    return GetParametersByPathResponse.builder()
        .parameters(page.items())
        .nextToken(page.next())
        .build();
  }

  DeleteParameterResponse delete(DeleteParameterRequest request) {
    byName.remove(named(request.name()).name());
    return DeleteParameterResponse.builder().build();
  }

  private Kept named(String name) {
    Kept found = byName.get(name);
    if (found == null) {
      throw Ssm.error("ParameterNotFound", "");
    }
    return found;
  }

  /**
   * Returns the parameter of a name or an ARN; null when there is none. A name of one level may be
   * given with a slash before it, and is shown as it was asked for.
   */
  private @Nullable Parameter find(String asked) {
    String own = "arn:aws:ssm:%s:%s:parameter".formatted(home.region(), home.accountId());
    boolean byArn = asked.startsWith(own + "/");
    String name = byArn ? asked.substring(own.length()) : asked;
    Kept exact = byName.get(name);
    Kept found = exact == null && name.startsWith("/") ? byName.get(name.substring(1)) : exact;
    return found == null
        ? null
        : shown(found).toBuilder().name(byArn ? found.name() : asked).build();
  }

  private Parameter shown(Kept one) {
    boolean isPublic = one.name().startsWith("/aws/service/");
    return Parameter.builder()
        .name(one.name())
        .type(one.type())
        .value(one.value())
        .version(one.version())
        .lastModifiedDate(one.changed())
        .dataType(isPublic ? "aws:ec2:image" : "text")
        .arn(
            "arn:aws:ssm:%s:%s:parameter%s%s"
                .formatted(
                    home.region(),
                    isPublic ? "" : home.accountId(),
                    one.name().startsWith("/") ? "" : "/",
                    one.name()))
        .build();
  }
}
