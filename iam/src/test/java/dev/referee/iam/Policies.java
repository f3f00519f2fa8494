package dev.referee.iam;

/** Policies for tests, written with single quotes instead of double quotes. */
final class Policies {
  static final String ACCOUNT = "111122223333";
  static final String OTHER_ACCOUNT = "444455556666";
  static final String ROLE = "arn:aws:iam::111122223333:role/app/agent";
  static final String SESSION = "arn:aws:sts::111122223333:assumed-role/agent/i-0abc";
  static final String USER = "arn:aws:iam::111122223333:user/ann";
  static final String QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders";
  static final String OTHER_QUEUE = "arn:aws:sqs:eu-west-1:444455556666:orders";
  static final String KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234";

  private Policies() {}

  static Policy policy(String name, String... statements) {
    return Policy.of(name, document("2012-10-17", statements));
  }

  static String document(String version, String... statements) {
    return json("{'Version':'" + version + "','Statement':[" + String.join(",", statements) + "]}");
  }

  static String json(String text) {
    return text.replace('\'', '"');
  }

  /** A statement about one action and all resources. */
  static String allow(String action) {
    return "{'Effect':'Allow','Action':'" + action + "','Resource':'*'}";
  }

  static String deny(String action) {
    return "{'Sid':'No','Effect':'Deny','Action':'" + action + "','Resource':'*'}";
  }

  /** A statement of a resource's policy. */
  static String allow(String action, String principal) {
    return grant("Allow", "Principal", action, principal);
  }

  static String deny(String action, String principal) {
    return grant("Deny", "Principal", action, principal);
  }

  static String grant(String effect, String element, String action, String principal) {
    return "{'Effect':'%s','%s':%s,'Action':'%s','Resource':'*'}"
        .formatted(effect, element, principal, action);
  }

  /** Returns a policy of a word. */
  static Policy does(String name, String what) {
    return switch (what) {
      case "allow" -> policy(name, allow("sqs:*"));
      case "deny" -> policy(name, allow("sqs:*"), deny("sqs:SendMessage"));
      case "nothing" -> policy(name, allow("ec2:*"));
      case "unreadable" -> unreadable(name);
      case "perhaps" -> policy(name, conditional("Allow"));
      case "maybe not" -> policy(name, allow("sqs:*"), conditional("Deny"));
      default -> throw new IllegalArgumentException(what);
    };
  }

  private static String conditional(String effect) {
    return "{'Effect':'%s','Action':'sqs:*','Resource':'*',".formatted(effect)
        + "'Condition':{'StringEquals':{'aws:SourceVpce':'vpce-1'}}}";
  }

  static Policy grants(String principal) {
    return switch (principal) {
      case "session" -> named(SESSION);
      case "role" -> named(ROLE);
      case "user" -> named(USER);
      case "account" -> named("arn:aws:iam::111122223333:root");
      case "account id" -> named("111122223333");
      case "everybody" -> policy("r", allow("*", "'*'"));
      case "everybody of AWS" -> named("*");
      case "service" -> policy("r", allow("*", "{'Service':'events.amazonaws.com'}"));
      case "another" -> named("arn:aws:iam::111122223333:role/other");
      case "another account" -> named("999999999999");
      case "another session" -> named("arn:aws:sts::111122223333:assumed-role/agent/else");
      case "canonical" -> policy("r", allow("*", "{'CanonicalUser':'79a5'}"));
      case "all but another" ->
          policy("r", grant("Allow", "NotPrincipal", "*", "{'AWS':'arn:aws:iam::1:role/o'}"));
      case "unreadable" -> unreadable("r");
      case "nobody" -> policy("r", allow("ec2:*", "'*'"));
      default -> throw new IllegalArgumentException(principal);
    };
  }

  private static Policy named(String arn) {
    return policy("r", allow("*", "{'AWS':'" + arn + "'}"));
  }

  static Access.Builder role() {
    return Access.of(Principal.roleSession(ROLE, "i-0abc"));
  }

  static Policy unreadable(String name) {
    return Policy.unreadable(name, "iam:GetPolicy was denied");
  }

  /** Returns the decision in one word. */
  static String word(Decision decision) {
    if (decision instanceof Decision.Allowed) {
      return "ALLOWED";
    }
    if (decision instanceof Decision.ExplicitlyDenied) {
      return "EXPLICIT";
    }
    return decision instanceof Decision.ImplicitlyDenied denied ? denied.by().name() : "UNKNOWN";
  }
}
