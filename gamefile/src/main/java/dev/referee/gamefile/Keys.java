package dev.referee.gamefile;

/** The keys of a game file, for reading it and for its schema. */
final class Keys {
  static final String ID = "id";
  static final String TITLE = "title";
  static final String CLOCK = "clock";
  static final String START = "start";
  static final String END = "end";
  static final String DURATION = "duration";
  static final String FREEZE_FROM = "freezeFrom";
  static final String FREEZE_LAST = "freezeLast";
  static final String SCORING = "scoring";
  static final String TIME_BONUS = "timeBonus";
  static final String BONUS = "bonus";
  static final String FROM = "from";
  static final String UNTIL = "until";
  static final String DECAY_BY_RANK = "decayByRank";
  static final String LESS = "less";
  static final String FLOOR = "floor";
  static final String DISCLOSURE = "disclosure";
  static final String MODULES = "modules";
  static final String TASKS = "tasks";
  static final String NEEDS = "needs";
  static final String TEXT = "text";
  static final String AREA = "area";
  static final String DIFFICULTY = "difficulty";
  static final String POINTS = "points";
  static final String HINTS = "hints";
  static final String COST = "cost";
  static final String CHECKS = "checks";
  static final String CHECK = "check";
  static final String PARAMETERS = "parameters";
  static final String WEIGHT = "weight";
  static final String BECAUSE = "because";
  static final String SUSTAINED_FOR = "sustainedFor";
  static final String ANY_OF = "anyOf";
  static final String ALL_OF = "allOf";
  static final String DEFAULTS = "defaults";
  static final String TEAMS = "teams";
  static final String NAME = "name";
  static final String ACCOUNT = "account";
  static final String REGION = "region";
  static final String PROFILE = "profile";
  static final String ROLE = "role";
  static final String EXTERNAL_ID = "externalId";
  static final String ENDPOINT = "endpoint";
  static final String STACK = "stack";
  static final String CLUSTER = "cluster";

  private Keys() {}
}
