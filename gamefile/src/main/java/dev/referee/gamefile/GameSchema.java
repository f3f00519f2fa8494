package dev.referee.gamefile;

import static dev.referee.gamefile.ObjectSchema.optional;
import static dev.referee.gamefile.ObjectSchema.required;

import com.google.common.collect.ImmutableMap;
import dev.referee.Catalogue;
import dev.referee.Difficulty;
import dev.referee.Disclosure;
import dev.referee.ScoringPolicy;
import dev.referee.gamefile.Variables.Site;

/** The schema for a whole game file. */
final class GameSchema {
  static final ScalarSchema<Long> POINTS = ScalarSchemas.whole(0, 1_000_000_000);
  static final ScalarSchema<Long> WEIGHT = ScalarSchemas.whole(1, 1_000_000);
  static final ScalarSchema<Difficulty> DIFFICULTY = ScalarSchemas.of(Difficulty.class);
  static final ScalarSchema<Disclosure> DISCLOSURE = ScalarSchemas.of(Disclosure.class);
  static final ScalarSchema<ScoringPolicy> PLAIN_SCORING =
      ScalarSchemas.choice(
          ImmutableMap.of(
              "allOrNothing", ScoringPolicy.allOrNothing(),
              "proportional", ScoringPolicy.proportional()));

  private static final ArraySchema IDS = new ArraySchema(ScalarSchemas.ID);

  private static final ObjectSchema CLOCK =
      ObjectSchema.of(
              required(Keys.START, ScalarSchemas.TIME, "the first moment of the game"),
              optional(Keys.END, ScalarSchemas.TIME, "the first moment after the game"),
              optional(Keys.DURATION, ScalarSchemas.DURATION, "the duration of the game"),
              optional(
                  Keys.FREEZE_FROM, ScalarSchemas.TIME, "from when the public board is frozen"),
              optional(
                  Keys.FREEZE_LAST,
                  ScalarSchemas.DURATION,
                  "how long before the end the public board is frozen"))
          .exactlyOne(Keys.DURATION, Keys.END)
          .atMostOne(Keys.FREEZE_FROM, Keys.FREEZE_LAST);

  private static final ObjectSchema.Key SCORING =
      optional(
          Keys.SCORING,
          new ScalarOrObjectSchema(
              PLAIN_SCORING,
              ObjectSchema.of(
                      optional(
                          Keys.TIME_BONUS,
                          ObjectSchema.of(
                              required(
                                  Keys.BONUS,
                                  POINTS,
                                  "extra points at the start; they shrink evenly to zero"),
                              optional(
                                  Keys.FROM,
                                  ScalarSchemas.TIME,
                                  "when they begin to shrink; the start of the game if not given"),
                              optional(
                                  Keys.UNTIL,
                                  ScalarSchemas.TIME,
                                  "when they reach zero; the end of the game if not given")),
                          "all points when passed, and a bonus for early teams"),
                      optional(
                          Keys.DECAY_BY_RANK,
                          ObjectSchema.of(
                              required(
                                  Keys.LESS, POINTS, "how many points less each further team gets"),
                              required(Keys.FLOOR, POINTS, "the points for the last team")),
                          "all points for the first team, and less for each later team"))
                  .exactlyOne(Keys.TIME_BONUS, Keys.DECAY_BY_RANK)),
          "how verdicts become points; default allOrNothing");

  private static final ObjectSchema.Key DISCLOSED =
      optional(
          Keys.DISCLOSURE, DISCLOSURE, "how much players see of what is missing; default exact");

  private static final ObjectSchema.Key NEEDED =
      optional(
          Keys.NEEDS,
          IDS,
          "ids of tasks and modules that have to be solved before this is unlocked; none if not"
              + " given");

  private static final ObjectSchema HINT =
      ObjectSchema.of(
          required(Keys.TEXT, ScalarSchemas.TEXT, "the text for the team"),
          required(Keys.COST, POINTS, "the points that this hint costs"));

  private static final ObjectSchema ACCOUNT =
      ObjectSchema.of(
          optional(
              Keys.ID,
              ScalarSchemas.ACCOUNT_ID,
              "the expected account ID: twelve digits, in quotes"),
          optional(Keys.REGION, ScalarSchemas.TEXT, "the AWS Region, e.g. eu-west-1"),
          optional(
              Keys.PROFILE,
              new TemplateSchema(Site.ACCOUNT),
              "the AWS profile with the credentials"),
          optional(
              Keys.ROLE,
              new TemplateSchema(Site.ACCOUNT),
              "the ARN of a role to assume with those credentials"),
          optional(
              Keys.EXTERNAL_ID,
              new TemplateSchema(Site.SECRET),
              "the external ID of the role's trust policy; ${env.NAME} keeps it out of the file"),
          optional(
              Keys.ENDPOINT,
              new TemplateSchema(Site.ACCOUNT),
              "an endpoint other than AWS, e.g. of an emulator"),
          optional(
              Keys.STACK,
              new TemplateSchema(Site.ACCOUNT),
              "the CloudFormation stack of ${stack.outputs.NAME}"),
          optional(
              Keys.CLUSTER,
              new TemplateSchema(Site.ACCOUNT),
              "the name of the EKS cluster; not needed if the account has only one"));

  private GameSchema() {}

  static ObjectSchema of(Catalogue catalogue) {
    ObjectSchema task = task(catalogue);
    ObjectSchema module =
        ObjectSchema.of(
            required(Keys.ID, ScalarSchemas.ID, "the id, unique among modules and tasks"),
            required(Keys.TITLE, ScalarSchemas.TEXT, "the title"),
            NEEDED,
            required(Keys.TASKS, new ArraySchema(task), "its tasks, in the order of the board"));
    return ObjectSchema.of(
            optional("$schema", ScalarSchemas.TEXT, "the schema of this file, for editors"),
            required(Keys.ID, ScalarSchemas.ID, "the id of the game"),
            required(Keys.TITLE, ScalarSchemas.TEXT, "the title of the game"),
            optional(Keys.CLOCK, CLOCK, "when the game is played; always if not given"),
            SCORING,
            DISCLOSED,
            optional(
                Keys.MODULES, new ArraySchema(module), "the modules, in the order of the board"),
            optional(
                Keys.TASKS,
                new ArraySchema(task),
                "the tasks of a game without modules; they form one module with the id tasks"),
            optional(
                Keys.DEFAULTS,
                ObjectSchema.of(
                    required(Keys.ACCOUNT, ACCOUNT, "defaults for the accounts of the teams")),
                "defaults for the teams"),
            optional(Keys.TEAMS, new ArraySchema(team()), "the teams"))
        .exactlyOne(Keys.MODULES, Keys.TASKS);
  }

  private static ObjectSchema task(Catalogue catalogue) {
    return ObjectSchema.of(
        required(Keys.ID, ScalarSchemas.ID, "the id, unique among modules and tasks"),
        required(Keys.TITLE, ScalarSchemas.TEXT, "the title"),
        optional(
            Keys.TEXT, ScalarSchemas.TEXT, "the text for teams: what is wrong, and what to do"),
        optional(Keys.AREA, ScalarSchemas.TEXT, "the area, e.g. Autoscaling"),
        optional(Keys.DIFFICULTY, DIFFICULTY, "how hard it is; medium if not given"),
        required(Keys.POINTS, POINTS, "the points of the task"),
        NEEDED,
        SCORING,
        DISCLOSED,
        optional(
            Keys.HINTS, new ArraySchema(HINT), "the hints, in the order in which teams take them"),
        required(
            Keys.CHECKS,
            new ArraySchema(new CheckSchema(catalogue, true)),
            "the checks; all have to pass"));
  }

  private static ObjectSchema team() {
    return ObjectSchema.of(
        required(Keys.ID, ScalarSchemas.ID, "the id, unique among teams"),
        optional(Keys.NAME, ScalarSchemas.TEXT, "the name of the team; its id if not given"),
        optional(Keys.ACCOUNT, ACCOUNT, "its AWS account"));
  }
}
