package dev.referee.testkit.embedded.ssm;

import com.google.common.collect.ImmutableList;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.service.Service;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.model.DescribeParametersRequest;
import software.amazon.awssdk.services.ssm.model.DescribeParametersResponse;
import software.amazon.awssdk.services.ssm.model.GetParameterHistoryRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterHistoryResponse;
import software.amazon.awssdk.services.ssm.model.LabelParameterVersionRequest;
import software.amazon.awssdk.services.ssm.model.LabelParameterVersionResponse;
import software.amazon.awssdk.services.ssm.model.ParameterHistory;
import software.amazon.awssdk.services.ssm.model.ParameterMetadata;
import software.amazon.awssdk.services.ssm.model.ParameterStringFilter;
import software.amazon.awssdk.services.ssm.model.ParametersFilter;

/** What Parameter Store says of its parameters and their versions, and the versions' labels. */
final class SsmParameterReads {
  private static final int PAGE = 10;
  private static final int HISTORY_PAGE = 50;

  private SsmParameterReads() {}

  static void addTo(Service ssm) {
    ssm.on(
            DescribeParametersRequest.class,
            DescribeParametersRequest::builder,
            SsmParameterReads::describe)
        .on(
            GetParameterHistoryRequest.class,
            GetParameterHistoryRequest::builder,
            SsmParameterReads::history)
        .on(
            LabelParameterVersionRequest.class,
            LabelParameterVersionRequest::builder,
            SsmParameterReads::label);
  }

  private static DescribeParametersResponse describe(DescribeParametersRequest request, Call call) {
    SsmParameters store = SsmParameters.of(call);
    ImmutableList.Builder<ParameterStringFilter> filters = ImmutableList.builder();
    filters.addAll(request.parameterFilters());
    for (ParametersFilter old : request.filters()) {
      filters.add(
          ParameterStringFilter.builder()
              .key(old.keyAsString())
              .option("Name".equals(old.keyAsString()) ? "BeginsWith" : "Equals")
              .values(old.values())
              .build());
    }
    Predicate<StoredParameter> wanted =
        filters.build().stream()
            .map(SsmParameterReads::matcher)
            .reduce(parameter -> true, Predicate::and);
    List<ParameterMetadata> all =
        store.all().stream()
            .filter(parameter -> !parameter.isPublic())
            .filter(wanted)
            .map(parameter -> metadata(parameter, store))
            .toList();
    Page<ParameterMetadata> page =
        Page.of(
            all, Objects.requireNonNullElse(request.maxResults(), PAGE), request.nextToken(), call);
    return DescribeParametersResponse.builder()
        .parameters(page.items())
        .nextToken(page.next())
        .build();
  }

  private static ParameterMetadata metadata(StoredParameter parameter, SsmParameters store) {
    StoredParameter.Version latest = parameter.latest();
    return ParameterMetadata.builder()
        .name(parameter.name())
        .arn(store.arn(parameter))
        .type(latest.type())
        .keyId(latest.keyId())
        .lastModifiedDate(latest.changed())
        .lastModifiedUser(latest.changedBy())
        .description(latest.description())
        .version(latest.number())
        .tier(latest.tier())
        .policies(List.of())
        .dataType(parameter.dataType())
        .build();
  }

  /** Returns what a filter of DescribeParameters lets through. */
  private static Predicate<StoredParameter> matcher(ParameterStringFilter filter) {
    String key = filter.key();
    if ("Path".equals(key)) {
      String option = Objects.requireNonNullElse(filter.option(), "OneLevel");
      return parameter ->
          filter.values().stream().anyMatch(path -> isBelow(parameter, path, option));
    }
    return parameter -> {
      String value = value(key, parameter);
      return value != null
          && filter.values().stream().anyMatch(wanted -> has(value, filter, wanted));
    };
  }

  private static boolean isBelow(StoredParameter parameter, String path, String option) {
    String prefix = path.endsWith("/") ? path : path + "/";
    String name = parameter.name().startsWith("/") ? parameter.name() : "/" + parameter.name();
    return name.startsWith(prefix)
        && (option.equals("Recursive") || name.indexOf('/', prefix.length()) < 0);
  }

  private static @Nullable String value(@Nullable String key, StoredParameter parameter) {
    StoredParameter.Version latest = parameter.latest();
    return switch (key == null ? "" : key) {
      case "Name" -> parameter.name();
      case "Type" -> latest.type();
      case "KeyId" -> latest.keyId();
      case "Tier" -> latest.tier().toString();
      case "DataType" -> parameter.dataType();
      default ->
          throw Ssm.error(
              "InvalidFilterKey",
              "The following filter key is not valid: "
                  + key
                  + ". Valid filter keys include: [Path, Name, Type, KeyId, Tier].");
    };
  }

  /** Returns whether a value is one that a filter asks for. */
  static boolean has(String value, ParameterStringFilter filter, String wanted) {
    return switch (Objects.requireNonNullElse(filter.option(), "Equals")) {
      case "Equals" -> value.equals(wanted);
      case "BeginsWith" -> value.startsWith(wanted);
      case "Contains" -> value.contains(wanted);
      default ->
          throw Ssm.error(
              "InvalidFilterOption",
              "The following filter option is not valid: "
                  + filter.option()
                  + ". Valid options include: [BeginsWith, Equals].");
    };
  }

  private static GetParameterHistoryResponse history(
      GetParameterHistoryRequest request, Call call) {
    SsmParameters store = SsmParameters.of(call);
    StoredParameter found = store.named(request.name());
    Call decrypting = SsmParameters.decrypts(request.withDecryption(), call);
    List<ParameterHistory> all =
        found.versions().stream()
            .map(
                version ->
                    ParameterHistory.builder()
                        .name(found.name())
                        .type(version.type())
                        .keyId(version.keyId())
                        .lastModifiedDate(version.changed())
                        .lastModifiedUser(version.changedBy())
                        .description(version.description())
                        .value(store.value(found, version, decrypting))
                        .version(version.number())
                        .labels(List.copyOf(version.labels()))
                        .tier(version.tier())
                        .policies(List.of())
                        .dataType(found.dataType())
                        .build())
            .toList();
    Page<ParameterHistory> page =
        Page.of(
            all,
            Objects.requireNonNullElse(request.maxResults(), HISTORY_PAGE),
            request.nextToken(),
            call);
    return GetParameterHistoryResponse.builder()
        .parameters(page.items())
        .nextToken(page.next())
        .build();
  }

  private static LabelParameterVersionResponse label(
      LabelParameterVersionRequest request, Call call) {
    StoredParameter found = SsmParameters.of(call).named(request.name());
    StoredParameter.Version labelled = found.label(request.parameterVersion(), request.labels());
    return LabelParameterVersionResponse.builder()
        .invalidLabels(
            request.labels().stream().filter(label -> !StoredParameter.isLabel(label)).toList())
        .parameterVersion(labelled.number())
        .build();
  }
}
