package dev.referee.cli;

import dev.referee.aws.Account;
import dev.referee.spi.Nearest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import software.amazon.awssdk.regions.Region;

/** The options that name the AWS account and the credentials. */
final class AccountOptions {
  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "The AWS Region, e.g. eu-west-1. AWS_REGION and profile settings are ignored.")
  private @Nullable String region;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description =
          "The AWS profile with the credentials; without it they come from the SDK's default chain:"
              + " environment, profile files, instance role.")
  private @Nullable String profile;

  @Option(
      names = "--role",
      paramLabel = "ARN",
      description = "The role to assume with those credentials.")
  private @Nullable String role;

  @Option(
      names = "--external-id",
      paramLabel = "ID",
      description = "The external ID that the trust policy of the role requires.")
  private @Nullable String externalId;

  @Option(
      names = "--account",
      paramLabel = "ID",
      description =
          "The expected AWS account ID (12 digits); the run is refused if the credentials belong to"
              + " another one.")
  private @Nullable String account;

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      converter = EndpointConverter.class,
      description = "An endpoint other than AWS: an emulator, or referee sandbox.")
  private @Nullable URI endpoint;

  /** Returns the account that the options describe. */
  Account build(CliEnvironment environment) {
    if (region == null) {
      throw new UsageException("No account is given: add at least --region=REGION");
    }
    List<String> regions =
        Region.regions().stream()
            .filter(region -> !region.isGlobalRegion())
            .map(Region::id)
            .toList();
    if (endpoint == null && !regions.contains(region)) {
      throw new UsageException(
          "Unknown Region '%s'%s".formatted(region, Nearest.hint(region, regions)));
    }
    if (externalId != null && role == null) {
      throw new UsageException("--external-id needs a role: add --role=ARN");
    }
    try {
      Account.Builder builder = finish(environment, Account.builder(Region.of(region)));
      if (account != null) {
        builder.id(account);
      }
      if (role != null && externalId != null) {
        builder.assumeRole(role, externalId);
      } else if (role != null) {
        builder.assumeRole(role);
      }
      return builder.build();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  /** Adds the settings for all accounts to an account of a file. */
  Account.Builder finish(CliEnvironment environment, Account.Builder builder) {
    if (profile != null) {
      builder.profile(profile);
    }
    if (endpoint != null) {
      builder.endpoint(endpoint);
    }
    return environment.accounts().apply(builder.clock(environment.clock()));
  }

  /** Returns the given options that apply to a single account, as on a command line. */
  List<String> meantForOne() {
    List<String> given = new ArrayList<>();
    if (region != null) {
      given.add("--region");
    }
    if (role != null) {
      given.add("--role");
    }
    if (externalId != null) {
      given.add("--external-id");
    }
    if (account != null) {
      given.add("--account");
    }
    return given;
  }
}
