package dev.referee.aws;

import com.google.common.base.Ascii;
import dev.referee.Cause;
import dev.referee.Inconclusive;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * The format of an AWS response in each protocol. A response in another format comes from somebody
 * else, or is incomplete. It is examined before the SDK reads it, because the SDK reads any page as
 * an empty list, and recurses for every level of nesting.
 *
 * <p>The protocols are those of <a href="https://smithy.io/2.0/aws/protocols/">Smithy</a>.
 */
enum ResponseFormat {
  /** The EC2 and query protocols: a root named after the operation. */
  QUERY {
    @Override
    Optional<String> fault(BufferedResponse answer, Operation operation, SdkHttpRequest request) {
      return status(answer, answer.status() == 200)
          .or(() -> markup(answer, operation.name() + "Response"));
    }
  },

  /** JSON 1.0 and 1.1: an object, or nothing if the operation has no output. */
  JSON {
    @Override
    Optional<String> fault(BufferedResponse answer, Operation operation, SdkHttpRequest request) {
      return status(answer, answer.status() == 200)
          .or(
              () ->
                  switch (answer.begins()) {
                    case '{' -> json(answer);
                    case 0 -> Optional.empty();
                    default -> Optional.of("it is not a JSON object");
                  });
    }
  },

  /** REST: JSON, XML or any other payload; with a special status for created resources. */
  REST {
    @Override
    Optional<String> fault(BufferedResponse answer, Operation operation, SdkHttpRequest request) {
      boolean read =
          request.method() == SdkHttpMethod.GET || request.method() == SdkHttpMethod.HEAD;
      boolean part =
          answer.status() == 206 && request.firstMatchingHeader("Range").isPresent() && read;
      return status(
              answer, answer.status() == 200 || part || (!read && MADE.contains(answer.status())))
          .or(
              () ->
                  switch (answer.begins()) {
                    case '{' -> json(answer);
                    case '<' -> markup(answer, "");
                    default -> Optional.empty();
                  });
    }
  };

  /**
   * Deeper than any response of AWS: a DynamoDB item may have 32 levels, each of which has two
   * levels in JSON.
   */
  static final int DEEPEST = 200;

  private static final Set<Integer> MADE = Set.of(201, 202, 204);
  private static final Set<String> FOREIGN = Set.of("html", "error", "errorresponse", "errors");
  private static final int LONGEST = 60;

  /** Returns the format of the response to a request. */
  static ResponseFormat of(SdkHttpRequest request) {
    if (request.firstMatchingHeader("X-Amz-Target").isPresent()) {
      return JSON;
    }
    boolean form =
        request
            .firstMatchingHeader("Content-Type")
            .filter(type -> type.startsWith("application/x-www-form-urlencoded"))
            .isPresent();
    return form ? QUERY : REST;
  }

  /** Returns what is wrong with a successful response; empty if nothing is. */
  abstract Optional<String> fault(
      BufferedResponse answer, Operation operation, SdkHttpRequest request);

  /**
   * Accepts responses in AWS's format. Errors are accepted, too, because the SDK handles them.
   *
   * @throws Inconclusive for {@link Cause#UNREACHABLE} if the format is wrong
   */
  static void require(BufferedResponse answer, Operation operation, SdkHttpRequest request) {
    Optional<String> fault =
        answer.status() >= 400 ? nesting(answer) : of(request).fault(answer, operation, request);
    if (fault.isPresent()) {
      throw foreign(operation, fault.get());
    }
  }

  /** Returns the exception for a response that is not AWS's, or is incomplete. */
  static Inconclusive foreign(Operation operation, String fault) {
    return new Inconclusive(
        Cause.UNREACHABLE,
        "The response to %s is not AWS's: %s".formatted(operation, fault),
        "Check for a proxy or a sign-in page between this machine and AWS. If there is none, wait:"
            + " Referee will retry in the next sweep.",
        null);
  }

  private static Optional<String> status(BufferedResponse answer, boolean good) {
    if (good) {
      return Optional.empty();
    }
    boolean redirects = answer.status() >= 300 && answer.status() != 304;
    return Optional.of("it has status " + answer.status() + (redirects ? ", a redirect" : ""));
  }

  private static Optional<String> markup(BufferedResponse answer, String expected) {
    XmlOutline markup = XmlOutline.of(answer.body(), DEEPEST);
    String root = markup.root();
    if (answer.begins() == 0) {
      return Optional.of("it is empty");
    }
    if (answer.begins() != '<' || root.isEmpty() || markup.typed()) {
      return Optional.of("it is not XML of AWS");
    }
    if (expected.isEmpty() ? FOREIGN.contains(Ascii.toLowerCase(root)) : !root.equals(expected)) {
      return Optional.of(
          "it begins with <%s>%s"
              .formatted(
                  Ascii.truncate(root, LONGEST, "..."),
                  expected.isEmpty() ? "" : ", not with <" + expected + ">"));
    }
    return tooDeep(markup.depth());
  }

  private static Optional<String> json(BufferedResponse answer) {
    JsonOutline outline = JsonOutline.of(answer.body(), DEEPEST);
    return outline.typed() || answer.hasErrorHeader()
        ? Optional.of("it is an error with status " + answer.status())
        : tooDeep(outline.depth());
  }

  private static Optional<String> nesting(BufferedResponse answer) {
    return switch (answer.begins()) {
      case '<' -> tooDeep(XmlOutline.of(answer.body(), DEEPEST).depth());
      case '{', '[' -> tooDeep(JsonOutline.of(answer.body(), DEEPEST).depth());
      default -> Optional.empty();
    };
  }

  private static Optional<String> tooDeep(int depth) {
    return depth > DEEPEST
        ? Optional.of("it is nested deeper than " + DEEPEST + " deep")
        : Optional.empty();
  }
}
