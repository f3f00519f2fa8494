package dev.referee.testkit.embedded.ssm;

import com.google.common.base.Splitter;
import com.google.common.base.Strings;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.ec2.Ec2;
import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.ssm.StoredParameter.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import software.amazon.awssdk.services.ssm.model.ParameterStringFilter;
import software.amazon.awssdk.services.ssm.model.ParameterTier;
import software.amazon.awssdk.services.ssm.model.PutParameterRequest;
import software.amazon.awssdk.services.ssm.model.PutParameterResponse;

/**
 * An emulation of Systems Manager parameters: the account's own, and the public ones for images.
 */
final class SsmParameters {
  private static final int PAGE = 10;
  private static final Pattern PATH = Pattern.compile("(/[^/]+)+");
  private static final String SECRETS = "/aws/reference/secretsmanager/";

  private static final String NAMES =
      "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a path,"
          + " it can consist of sub-paths divided by slash symbol; each sub-path can be formed"
          + " as a mix of letters, numbers and the following 3 symbols .-_";

  /**
   * What a name or an ARN finds.
   *
   * @param shownAs the name that it is shown by
   * @param selector what chose the version, with a colon before it; null if nothing did
   */
  private record Found(
      StoredParameter parameter, Version version, String shownAs, @Nullable String selector) {}

  private final Map<String, StoredParameter> byName = new TreeMap<>();
  private final Call context;

  private SsmParameters(Call context) {
    this.context = context;
    Ec2.publicParameters()
        .forEach(
            (name, image) ->
                keep(
                    new StoredParameter(name),
                    PutParameterRequest.builder().type("String").value(image).build(),
                    context));
  }

  static SsmParameters of(Call call) {
    return call.regional(SsmParameters.class, () -> new SsmParameters(call));
  }

  static void addTo(Service ssm) {
    ssm.on(PutParameterRequest.class, PutParameterRequest::builder, (r, c) -> of(c).put(r, c))
        .on(GetParameterRequest.class, GetParameterRequest::builder, (r, c) -> of(c).get(r, c))
        .on(GetParametersRequest.class, GetParametersRequest::builder, (r, c) -> of(c).get(r, c))
        .on(
            GetParametersByPathRequest.class,
            GetParametersByPathRequest::builder,
            (r, c) -> of(c).byPath(r, c))
        .on(
            DeleteParameterRequest.class,
            DeleteParameterRequest::builder,
            (r, c) -> of(c).delete(r));
    SsmParameterReads.addTo(ssm);
  }

  /** Returns a parameter's value; null if there is none. */
  @Nullable String value(String name) {
    Found found = findOrNull(name);
    return found == null ? null : found.version().value();
  }

  /** Returns all parameters, the public ones too. */
  Collection<StoredParameter> all() {
    return byName.values();
  }

  PutParameterResponse put(PutParameterRequest request, Call call) {
    String name = request.name();
    if (name.contains(":")) {
      throw Ssm.invalid(NAMES);
    }
    StoredParameter before = byName.get(name);
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
    if (request.typeAsString() == null && before == null) {
      throw Ssm.error(
          "ValidationException", "A parameter type is required when you create a parameter.");
    }
    StoredParameter stored = before == null ? new StoredParameter(name) : before;
    Version made = keep(stored, request, call);
    return PutParameterResponse.builder().version(made.number()).tier(made.tier()).build();
  }

  private Version keep(StoredParameter stored, PutParameterRequest request, Call call) {
    Version before = stored.versions().isEmpty() ? null : stored.latest();
    String type =
        before != null && request.typeAsString() == null ? before.type() : request.typeAsString();
    String keyId =
        type.equals(SecureStrings.TYPE)
            ? Objects.requireNonNullElse(request.keyId(), SecureStrings.DEFAULT_KEY)
            : null;
    Version made =
        new Version(
            before == null ? 1 : before.number() + 1,
            type,
            keyId == null
                ? request.value()
                : new SecureStrings(call, arn(stored)).encrypt(request.value(), keyId),
            request.description(),
            keyId,
            Objects.requireNonNullElse(request.tier(), ParameterTier.STANDARD),
            context.clock().instant(),
            stored.isPublic() ? "arn:aws:iam::aws:root" : call.principalArn(),
            new ArrayList<>());
    stored.add(made);
    byName.put(stored.name(), stored);
    return made;
  }

  private GetParameterResponse get(GetParameterRequest request, Call call) {
    String name = request.name();
    if (!name.startsWith("arn:") && name.contains("/") && !PATH.matcher(name).matches()) {
      throw Ssm.invalid(NAMES);
    }
    Found found = find(name);
    if (found == null) {
      throw Ssm.error(
          "ParameterNotFound",
          name.startsWith(SECRETS)
              ? "An error occurred (ParameterNotFound) when referencing Secrets Manager: Secret "
                  + name
                  + " not found."
              : "");
    }
    return GetParameterResponse.builder()
        .parameter(shown(found, decrypts(request.withDecryption(), call)))
        .build();
  }

  private GetParametersResponse get(GetParametersRequest request, Call call) {
    Call decrypting = decrypts(request.withDecryption(), call);
    List<Parameter> found = new ArrayList<>();
    List<String> invalid = new ArrayList<>();
    for (String name : request.names()) {
      Found one = findOrNull(name);
      if (one == null) {
        invalid.add(name);
      } else {
        found.add(shown(one, decrypting));
      }
    }
    return GetParametersResponse.builder().parameters(found).invalidParameters(invalid).build();
  }

  private GetParametersByPathResponse byPath(GetParametersByPathRequest request, Call call) {
    String path = request.path().endsWith("/") ? request.path() : request.path() + "/";
    boolean deep = Boolean.TRUE.equals(request.recursive());
    Call decrypting = decrypts(request.withDecryption(), call);
    List<Found> below =
        byName.values().stream()
            .filter(parameter -> parameter.name().startsWith(path))
            .filter(parameter -> deep || parameter.name().indexOf('/', path.length()) < 0)
            .map(parameter -> chosen(parameter, request.parameterFilters()))
            .filter(Objects::nonNull)
            .toList();
    Page<Found> page =
        Page.of(
            below,
            request.maxResults() == null ? Integer.valueOf(PAGE) : request.maxResults(),
            request.nextToken(),
            call);
    return GetParametersByPathResponse.builder()
        .parameters(page.items().stream().map(found -> shown(found, decrypting)).toList())
        .nextToken(page.next())
        .build();
  }

  DeleteParameterResponse delete(DeleteParameterRequest request) {
    byName.remove(named(request.name()).name());
    return DeleteParameterResponse.builder().build();
  }

  /** Returns the version of a parameter that filters by path let through; null if none is. */
  private static @Nullable Found chosen(
      StoredParameter parameter, List<ParameterStringFilter> filters) {
    Version version = parameter.latest();
    for (ParameterStringFilter filter : filters) {
      if ("Label".equals(filter.key())) {
        version =
            filter.values().stream()
                .map(parameter::labelled)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
      }
      if (version == null || !isLetThrough(version, filter)) {
        return null;
      }
    }
    return new Found(parameter, version, parameter.name(), null);
  }

  private static boolean isLetThrough(Version version, ParameterStringFilter filter) {
    String value =
        switch (Strings.nullToEmpty(filter.key())) {
          case "Label" -> null;
          case "Type" -> version.type();
          case "KeyId" -> Strings.nullToEmpty(version.keyId());
          default ->
              throw Ssm.error(
                  "InvalidFilterKey",
                  "The following filter key is not valid: "
                      + filter.key()
                      + ". Valid filter keys include: [Type, KeyId].");
        };
    return value == null
        || filter.values().stream()
            .anyMatch(wanted -> SsmParameterReads.has(value, filter, wanted));
  }

  StoredParameter named(String name) {
    Found found = find(name);
    if (found == null) {
      throw Ssm.error("ParameterNotFound", "");
    }
    return found.parameter();
  }

  private @Nullable Found findOrNull(String requested) {
    try {
      return find(requested);
    } catch (AwsError noSuchVersion) {
      return null;
    }
  }

  /**
   * Returns the parameter of a name or an ARN, which a colon and a version's number or label may
   * follow; null if there is none. A name of one level may be given with a slash before it, and is
   * shown as it was asked for.
   */
  private @Nullable Found find(String requested) {
    String own = "arn:aws:ssm:%s:%s:parameter".formatted(context.region(), context.accountId());
    boolean byArn = requested.startsWith(own + "/");
    List<String> parts =
        Splitter.on(':')
            .limit(2)
            .splitToList(byArn ? requested.substring(own.length()) : requested);
    String name = parts.get(0);
    StoredParameter exact = byName.get(name);
    StoredParameter found =
        exact == null && name.startsWith("/") ? byName.get(name.substring(1)) : exact;
    if (found == null) {
      return null;
    }
    String selector = parts.size() == 2 ? parts.get(1) : null;
    Version version = selector == null ? found.latest() : found.selected(selector);
    return version == null
        ? null
        : new Found(
            found, version, byArn ? found.name() : name, selector == null ? null : ":" + selector);
  }

  /** Returns the call that decrypts; null where no decryption is asked for. */
  static @Nullable Call decrypts(@Nullable Boolean withDecryption, Call call) {
    return Boolean.TRUE.equals(withDecryption) ? call : null;
  }

  /** Returns the value of a version, decrypted where that is asked for. */
  String value(StoredParameter parameter, Version version, @Nullable Call decrypting) {
    return decrypting == null || version.keyId() == null
        ? version.value()
        : new SecureStrings(decrypting, arn(parameter)).decrypt(version.value());
  }

  private Parameter shown(Found found, @Nullable Call decrypting) {
    return Parameter.builder()
        .name(found.shownAs())
        .type(found.version().type())
        .value(value(found.parameter(), found.version(), decrypting))
        .version(found.version().number())
        .selector(found.selector())
        .lastModifiedDate(found.version().changed())
        .dataType(found.parameter().dataType())
        .arn(arn(found.parameter()))
        .build();
  }

  /** Returns the ARN of a parameter; those of AWS's own name no account. */
  String arn(StoredParameter parameter) {
    return "arn:aws:ssm:%s:%s:parameter%s%s"
        .formatted(
            context.region(),
            parameter.isPublic() ? "" : context.accountId(),
            parameter.name().startsWith("/") ? "" : "/",
            parameter.name());
  }
}
