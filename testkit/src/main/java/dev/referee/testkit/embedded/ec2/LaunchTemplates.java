package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Page;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateResponse;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateResponse;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplatesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplatesResponse;
import software.amazon.awssdk.services.ec2.model.LaunchTemplate;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateVersion;
import software.amazon.awssdk.services.ec2.model.ModifyLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.ModifyLaunchTemplateResponse;

/** An emulation of launch templates, whose versions are in {@link LaunchTemplateVersions}. */
final class LaunchTemplates {
  private static final String NO_VERSION = "InvalidLaunchTemplateId.VersionNotFound";
  private static final String NO_NAME = "InvalidLaunchTemplateName.NotFoundException";

  private final Ec2 ec2;
  private final ResourceTable<LaunchTemplate> table;
  private final Map<String, NavigableMap<Long, LaunchTemplateVersion>> versions = new TreeMap<>();
  private final ClientTokens<CreateLaunchTemplateRequest, CreateLaunchTemplateResponse> tokens =
      new ClientTokens<>();

  /** The last number given; numbers of deleted versions do not come back. */
  private final Map<String, Long> numbers = new TreeMap<>();

  LaunchTemplates(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new ResourceTable<>(
            ec2,
            new ResourceTable.Kind("lt", "launch-template", "InvalidLaunchTemplateId"),
            LaunchTemplate::launchTemplateId,
            (template, tags) -> template.toBuilder().tags(tags).build(),
            new Filters<LaunchTemplate>()
                .on("create-time", LaunchTemplate::createTime)
                .on("launch-template-name", LaunchTemplate::launchTemplateName));
  }

  CreateLaunchTemplateResponse create(CreateLaunchTemplateRequest request, Call call) {
    return tokens.once(request.clientToken(), request, () -> make(request, call));
  }

  private CreateLaunchTemplateResponse make(CreateLaunchTemplateRequest request, Call call) {
    String name = request.launchTemplateName();
    if (name == null || !name.matches("[a-zA-Z0-9().\\-/_]{3,128}")) {
      throw new AwsError(
          400,
          "InvalidLaunchTemplateName.MalformedException",
          "A launch template name must be between 3 and 128 characters, and may contain letters,"
              + " numbers, and the following characters: - ( ) . / _");
    }
    if (byName(name) != null) {
      throw new AwsError(
          400,
          "InvalidLaunchTemplateName.AlreadyExistsException",
          "Launch template name already in use.");
    }
    if (request.launchTemplateData() == null) {
      throw new AwsError(
          400, "MissingParameter", "The request must contain the parameter LaunchTemplateData");
    }
    UserData.check(request.launchTemplateData().userData());
    String id = ec2.ids.next("lt");
    table.put(
        LaunchTemplate.builder()
            .launchTemplateId(id)
            .launchTemplateName(name)
            .createTime(call.clock().instant())
            .createdBy(call.principalArn())
            .defaultVersionNumber(1L)
            .latestVersionNumber(0L)
            .build());
    ec2.tags.specified(id, request.tagSpecifications());
    addVersion(
        get(id, null),
        LaunchTemplateVersion.builder()
            .versionDescription(request.versionDescription())
            .launchTemplateData(LaunchTemplateVersions.answered(request.launchTemplateData()))
            .build(),
        call);
    return CreateLaunchTemplateResponse.builder().launchTemplate(tagged(id)).build();
  }

  ModifyLaunchTemplateResponse modify(ModifyLaunchTemplateRequest request, Call call) {
    requireOne(request.launchTemplateId(), request.launchTemplateName(), "to modify the template");
    LaunchTemplate template = get(request.launchTemplateId(), request.launchTemplateName());
    String id = template.launchTemplateId();
    LaunchTemplateVersion version = findVersion(template, request.defaultVersion());
    if (version == null) {
      throw new AwsError(
          400,
          NO_VERSION,
          "The launch template version "
              + request.defaultVersion()
              + " is not found for the specified launch template.");
    }
    table.change(
        id, same -> same.toBuilder().defaultVersionNumber(version.versionNumber()).build());
    return ModifyLaunchTemplateResponse.builder().launchTemplate(tagged(id)).build();
  }

  DeleteLaunchTemplateResponse delete(DeleteLaunchTemplateRequest request, Call call) {
    LaunchTemplate template = requested(request.launchTemplateId(), request.launchTemplateName());
    LaunchTemplate removed = tagged(template.launchTemplateId());
    table.remove(template.launchTemplateId());
    versions.remove(template.launchTemplateId());
    return DeleteLaunchTemplateResponse.builder().launchTemplate(removed).build();
  }

  DescribeLaunchTemplatesResponse describe(DescribeLaunchTemplatesRequest request, Call call) {
    List<String> ids =
        Stream.concat(
                request.launchTemplateIds().stream().map(id -> get(id, null)),
                request.launchTemplateNames().stream().map(this::described))
            .map(LaunchTemplate::launchTemplateId)
            .toList();
    Page<LaunchTemplate> page =
        Page.of(
            table.describe(ids, request.filters()),
            request.maxResults(),
            request.nextToken(),
            call);
    return DescribeLaunchTemplatesResponse.builder()
        .launchTemplates(page.items())
        .nextToken(page.next())
        .build();
  }

  private LaunchTemplate described(String name) {
    LaunchTemplate found = byName(name);
    if (found == null) {
      throw new AwsError(
          400,
          NO_NAME,
          "At least one of the launch templates specified in the request does not exist.");
    }
    return found;
  }

  /** Returns the template that a request names by either its id or its name. */
  LaunchTemplate requested(@Nullable String id, @Nullable String name) {
    requireOne(id, name, "in the request");
    return get(id, name);
  }

  private static void requireOne(@Nullable String id, @Nullable String name, String where) {
    if (id != null && name != null) {
      throw new AwsError(
          400,
          "InvalidParameterCombination",
          "Either provide launch template ID or launch template name " + where + ".");
    }
  }

  /** Returns the template of that id or name, or throws AWS's error. */
  LaunchTemplate get(@Nullable String id, @Nullable String name) {
    if (id == null && name == null) {
      throw new AwsError(
          400, "MissingParameter", "Either a launch template ID or a name must be specified.");
    }
    LaunchTemplate found = id == null ? byName(name) : table.find(id);
    if (found != null) {
      return found;
    }
    if (id == null) {
      throw new AwsError(
          400,
          NO_NAME,
          "The specified launch template, with template name " + name + ", does not exist.");
    }
    throw new AwsError(
        400,
        id.matches("lt-([0-9a-f]{8}|[0-9a-f]{17})")
            ? "InvalidLaunchTemplateId.NotFound"
            : "InvalidLaunchTemplateId.Malformed",
        "The specified launch template, with template ID " + id + ", does not exist.");
  }

  /** Returns a version by number, {@code $Latest} or {@code $Default}; null means the default. */
  LaunchTemplateVersion version(LaunchTemplate template, @Nullable String version) {
    LaunchTemplateVersion found = findVersion(template, version);
    if (found == null) {
      throw new AwsError(
          400,
          NO_VERSION,
          "Could not find the specified version "
              + version
              + " for the launch template with ID "
              + template.launchTemplateId()
              + ".");
    }
    return found;
  }

  private @Nullable LaunchTemplateVersion findVersion(
      LaunchTemplate template, @Nullable String version) {
    NavigableMap<Long, LaunchTemplateVersion> all = versions(template);
    Long number;
    if (version == null || version.isEmpty() || version.equals("$Default")) {
      number = template.defaultVersionNumber();
    } else if (version.equals("$Latest")) {
      number = all.lastKey();
    } else if (version.matches("[0-9]{1,18}")) {
      number = Long.valueOf(version);
    } else {
      throw new AwsError(
          400, "InvalidParameterValue", "Invalid launch template version: " + version);
    }
    LaunchTemplateVersion found = all.get(number);
    return found == null
        ? null
        : found.toBuilder().defaultVersion(number.equals(template.defaultVersionNumber())).build();
  }

  NavigableMap<Long, LaunchTemplateVersion> versions(LaunchTemplate template) {
    return versions.computeIfAbsent(template.launchTemplateId(), id -> new TreeMap<>());
  }

  List<LaunchTemplate> all() {
    return table.all(template -> true);
  }

  /** Deletes a version, and returns whether it existed. */
  boolean removeVersion(LaunchTemplate template, Long number) {
    boolean removed = versions(template).remove(number) != null;
    long latest = versions(template).lastKey();
    table.change(
        template.launchTemplateId(), same -> same.toBuilder().latestVersionNumber(latest).build());
    return removed;
  }

  LaunchTemplateVersion addVersion(
      LaunchTemplate template, LaunchTemplateVersion version, Call call) {
    long number = numbers.merge(template.launchTemplateId(), 1L, Long::sum);
    LaunchTemplateVersion added =
        version.toBuilder()
            .launchTemplateId(template.launchTemplateId())
            .launchTemplateName(template.launchTemplateName())
            .versionNumber(number)
            .createTime(call.clock().instant())
            .createdBy(call.principalArn())
            .build();
    versions(template).put(number, added);
    table.change(
        template.launchTemplateId(), same -> same.toBuilder().latestVersionNumber(number).build());
    return version(get(template.launchTemplateId(), null), Long.toString(number));
  }

  private LaunchTemplate tagged(String id) {
    return table.tagged(table.get(id));
  }

  private @Nullable LaunchTemplate byName(@Nullable String name) {
    return table.all(template -> template.launchTemplateName().equals(name)).stream()
        .findFirst()
        .orElse(null);
  }
}
