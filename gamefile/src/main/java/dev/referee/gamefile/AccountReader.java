package dev.referee.gamefile;

import static com.google.common.base.Strings.isNullOrEmpty;

import dev.referee.aws.Account;
import dev.referee.gamefile.Value.Field;
import dev.referee.gamefile.Value.Fields;
import dev.referee.gamefile.Variables.Site;
import dev.referee.internal.Urls;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.regions.Region;

/**
 * A reader of the accounts in a game file, with the defaults for all teams. Teams whose accounts
 * are described in the same way share one, with its clients and its rate limit.
 */
final class AccountReader {
  private final Fields defaults;
  private final Map<String, String> environment;
  private final UnaryOperator<Account.Builder> finish;
  private final Problems mistakes;
  private final Map<Description, Account> accounts = new HashMap<>();

  /**
   * Makes one.
   *
   * @param defaults the defaults for the teams
   * @param environment the values of {@code ${env.NAME}}
   * @param finish settings that are added to every account
   */
  AccountReader(
      Fields defaults,
      Map<String, String> environment,
      UnaryOperator<Account.Builder> finish,
      Problems mistakes) {
    this.defaults = defaults;
    this.environment = environment;
    this.finish = finish;
    this.mistakes = mistakes;
  }

  /** Returns an account; empty if something is wrong with it, which is recorded. */
  Optional<Account> read(String team, Fields own) {
    return new Reading(team, own).account();
  }

  /** Returns the stack of a team, if it has one. */
  Optional<String> stack(String team, Fields own) {
    return new Reading(team, own).text(Keys.STACK).map(Text::text);
  }

  /** Returns the EKS cluster of a team, if it is named. */
  Optional<String> cluster(String team, Fields own) {
    return new Reading(team, own).text(Keys.CLUSTER).map(Text::text);
  }

  /** A text of the file with its variables resolved, and its location. */
  private record Text(SourceLocation at, String text) {}

  /** What a file says of an account. */
  private record Description(
      Optional<String> id,
      Optional<String> region,
      Optional<String> profile,
      Optional<String> role,
      Optional<String> externalId,
      Optional<String> endpoint) {}

  /** A reader of one team's account. */
  private final class Reading {
    private final String team;
    private final Fields own;

    Reading(String team, Fields own) {
      this.team = team;
      this.own = own;
    }

    private Optional<Field> field(String name) {
      return own.field(name).or(() -> defaults.field(name));
    }

    private Optional<String> id() {
      return field(Keys.ID).flatMap(field -> ScalarSchemas.ACCOUNT_ID.read(field.value()));
    }

    Optional<Text> text(String name) {
      return field(name)
          .map(Field::value)
          .flatMap(
              value ->
                  ScalarSchemas.written(value)
                      .filter(text -> Variables.fit(text, site(name)))
                      .map(text -> Variables.fill(text, variable -> filled(variable, value.at())))
                      .map(text -> new Text(value.at(), text)));
    }

    private static Site site(String name) {
      return name.equals(Keys.EXTERNAL_ID) ? Site.SECRET : Site.ACCOUNT;
    }

    private String filled(String variable, SourceLocation location) {
      if (variable.equals(Variables.ACCOUNT_ID)) {
        return id().orElseGet(
                () -> {
                  mistakes.add(
                      own.at(), "The account of the team '%s' needs an id".formatted(team));
                  return "000000000000";
                });
      }
      if (variable.startsWith(Variables.ENV)) {
        String value = environment.get(variable.substring(Variables.ENV.length()));
        if (isNullOrEmpty(value)) {
          mistakes.add(location, "There is no environment variable for ${%s}".formatted(variable));
        }
        return value == null ? "" : value;
      }
      return team;
    }

    Optional<Account> account() {
      Optional<Text> region = text(Keys.REGION);
      Optional<Text> endpoint = text(Keys.ENDPOINT);
      Optional<Text> role = text(Keys.ROLE);
      Optional<Text> externalId = text(Keys.EXTERNAL_ID);
      Optional<Text> profile = text(Keys.PROFILE);
      if (region.isEmpty()) {
        mistakes.add(own.at(), "The account of the team '%s' needs a region".formatted(team));
      }
      List<String> regions =
          Region.regions().stream().filter(it -> !it.isGlobalRegion()).map(Region::id).toList();
      region
          .filter(text -> endpoint.isEmpty() && !regions.contains(text.text()))
          .ifPresent(text -> mistakes.unknown(text.at(), "Region", text.text(), regions));
      externalId
          .filter(text -> role.isEmpty())
          .ifPresent(text -> mistakes.add(text.at(), "An external ID needs a role: add one"));

      Account.Builder builder = Account.builder(Region.of(region.map(Text::text).orElse("none")));
      id().ifPresent(builder::id);
      profile.ifPresent(text -> builder.profile(text.text()));
      endpoint.ifPresent(text -> endpoint(text).ifPresent(builder::endpoint));
      role.ifPresent(
          text ->
              mistakes.tried(
                  text.at(),
                  () ->
                      externalId.isPresent()
                          ? builder.assumeRole(text.text(), externalId.get().text())
                          : builder.assumeRole(text.text())));
      Description description =
          new Description(
              id(),
              region.map(Text::text),
              profile.map(Text::text),
              role.map(Text::text),
              externalId.map(Text::text),
              endpoint.map(Text::text));
      return mistakes.tried(
          own.at(),
          () -> accounts.computeIfAbsent(description, any -> finish.apply(builder).build()));
    }

    private Optional<URI> endpoint(Text text) {
      Optional<URI> endpoint = Urls.http(text.text());
      if (endpoint.isEmpty()) {
        mistakes.add(
            text.at(),
            "'endpoint' has to be an address that begins with http:// or https://, "
                // it may contain a password, which must not be repeated
                + (text.text().contains("@")
                    ? "without a user's name in it"
                    : "not '%s'".formatted(text.text())));
      }
      return endpoint;
    }
  }
}
