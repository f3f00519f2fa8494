package dev.referee.gamefile;

import static dev.referee.gamefile.SectionForm.optional;
import static dev.referee.gamefile.SectionForm.required;

import com.google.common.collect.ImmutableMap;
import dev.referee.Catalogue;
import dev.referee.Difficulty;
import dev.referee.Disclosure;
import dev.referee.ScoringPolicy;
import dev.referee.gamefile.Variables.Site;

/** The form of a whole game file. */
final class GameForm {
  static final ScalarForm<Long> POINTS = Forms.whole(0, 1_000_000_000);
  static final ScalarForm<Long> WEIGHT = Forms.whole(1, 1_000_000);
  static final ScalarForm<Difficulty> DIFFICULTY = Forms.of(Difficulty.class);
  static final ScalarForm<Disclosure> DISCLOSURE = Forms.of(Disclosure.class);
  static final ScalarForm<ScoringPolicy> PLAIN_SCORING =
      Forms.choice(
          ImmutableMap.of(
              "allOrNothing", ScoringPolicy.allOrNothing(),
              "proportional", ScoringPolicy.proportional()));

  private static final ListForm IDS = new ListForm(Forms.ID);

  private static final SectionForm CLOCK =
      SectionForm.of(
              required(Names.START, Forms.TIME, "the first moment of the game"),
              optional(Names.END, Forms.TIME, "the first moment after the game"),
              optional(Names.DURATION, Forms.DURATION, "how long it is played"),
              optional(Names.FREEZE_FROM, Forms.TIME, "from when the public board is frozen"),
              optional(
                  Names.FREEZE_LAST,
                  Forms.DURATION,
                  "how long before the end the public board is frozen"))
          .exactlyOne(Names.DURATION, Names.END)
          .atMostOne(Names.FREEZE_FROM, Names.FREEZE_LAST);

  private static final SectionForm.Key SCORING =
      optional(
          Names.SCORING,
          new EitherForm(
              PLAIN_SCORING,
              SectionForm.of(
                      optional(
                          Names.TIME_BONUS,
                          SectionForm.of(
                              required(
                                  Names.BONUS,
                                  POINTS,
                                  "extra points at the start; they shrink evenly to zero"),
                              optional(
                                  Names.FROM,
                                  Forms.TIME,
                                  "when they begin to shrink; the start of the game if not given"),
                              optional(
                                  Names.UNTIL,
                                  Forms.TIME,
                                  "when nothing is left; the end of the game if not given")),
                          "all points once passed, and a bonus for early teams"),
                      optional(
                          Names.DECAY_BY_RANK,
                          SectionForm.of(
                              required(
                                  Names.LESS, POINTS, "how many points less each next team gets"),
                              required(Names.FLOOR, POINTS, "the points for the last team")),
                          "all points for the first team, and less for each that follows"))
                  .exactlyOne(Names.TIME_BONUS, Names.DECAY_BY_RANK)),
          "how verdicts become points; default allOrNothing");

  private static final SectionForm.Key DISCLOSED =
      optional(
          Names.DISCLOSURE, DISCLOSURE, "how much players see of what is missing; default exact");

  private static final SectionForm.Key NEEDED =
      optional(
          Names.NEEDS,
          IDS,
          "ids of tasks and modules that have to be solved before this is unlocked; none if not"
              + " given");

  private static final SectionForm HINT =
      SectionForm.of(
          required(Names.TEXT, Forms.TEXT, "the text for the team"),
          required(Names.COST, POINTS, "the points that this hint costs"));

  private static final SectionForm ACCOUNT =
      SectionForm.of(
          optional(Names.ID, Forms.ACCOUNT_ID, "the expected account ID: twelve digits, in quotes"),
          optional(Names.REGION, Forms.TEXT, "the AWS Region, e.g. eu-west-1"),
          optional(
              Names.PROFILE, new FilledForm(Site.ACCOUNT), "the AWS profile with the credentials"),
          optional(
              Names.ROLE,
              new FilledForm(Site.ACCOUNT),
              "the ARN of a role to assume with those credentials"),
          optional(
              Names.EXTERNAL_ID,
              new FilledForm(Site.SECRET),
              "the external ID of the role's trust policy; ${env.NAME} keeps it out of the file"),
          optional(
              Names.ENDPOINT,
              new FilledForm(Site.ACCOUNT),
              "an endpoint other than AWS, e.g. of an emulator"),
          optional(
              Names.STACK,
              new FilledForm(Site.ACCOUNT),
              "the CloudFormation stack whose outputs ${stack.outputs.NAME} stands for"));

  private GameForm() {}

  static SectionForm of(Catalogue catalogue) {
    SectionForm task = task(catalogue);
    SectionForm module =
        SectionForm.of(
            required(Names.ID, Forms.ID, "the id, unique among modules and tasks"),
            required(Names.TITLE, Forms.TEXT, "the title"),
            NEEDED,
            required(Names.TASKS, new ListForm(task), "its tasks, in the order of the board"));
    return SectionForm.of(
            optional("$schema", Forms.TEXT, "where editors find the schema of this file"),
            required(Names.ID, Forms.ID, "the id of the game"),
            required(Names.TITLE, Forms.TEXT, "the title of the game"),
            optional(Names.CLOCK, CLOCK, "when it is played; always if not given"),
            SCORING,
            DISCLOSED,
            optional(Names.MODULES, new ListForm(module), "its modules, in the order of the board"),
            optional(
                Names.TASKS,
                new ListForm(task),
                "its tasks, if it has no modules: they form one with the id tasks"),
            optional(
                Names.DEFAULTS,
                SectionForm.of(
                    required(Names.ACCOUNT, ACCOUNT, "defaults for the accounts of the teams")),
                "defaults for the teams"),
            optional(Names.TEAMS, new ListForm(team()), "the teams"))
        .exactlyOne(Names.MODULES, Names.TASKS);
  }

  private static SectionForm task(Catalogue catalogue) {
    return SectionForm.of(
        required(Names.ID, Forms.ID, "the id, unique among modules and tasks"),
        required(Names.TITLE, Forms.TEXT, "the title"),
        optional(Names.TEXT, Forms.TEXT, "the text for teams: what is wrong, and what to do"),
        optional(Names.AREA, Forms.TEXT, "the area, e.g. Autoscaling"),
        optional(Names.DIFFICULTY, DIFFICULTY, "how hard it is; medium if not given"),
        required(Names.POINTS, POINTS, "the points of the task"),
        NEEDED,
        SCORING,
        DISCLOSED,
        optional(Names.HINTS, new ListForm(HINT), "the hints, in the order they are taken"),
        required(
            Names.CHECKS,
            new ListForm(new CheckForm(catalogue, true)),
            "the checks; all have to pass"));
  }

  private static SectionForm team() {
    return SectionForm.of(
        required(Names.ID, Forms.ID, "the id, unique among teams"),
        optional(Names.NAME, Forms.TEXT, "the name of the team; its id if not given"),
        optional(Names.ACCOUNT, ACCOUNT, "its AWS account"));
  }
}
