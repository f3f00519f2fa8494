package dev.referee.eks;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An action that a role may or may not perform.
 *
 * @param name the action, such as {@code s3:GetObject}
 * @param resource the ARN of the resource; empty for any resource at all
 */
record WorkloadIdentityAction(String name, Optional<String> resource) {
  private static final Pattern FORM =
      Pattern.compile("([a-z][a-z0-9-]*:[A-Za-z0-9]+)(?:\\s+(arn:\\S+))?");

  /**
   * Reads an action.
   *
   * @param text {@code s3:GetObject}, or with a resource {@code s3:GetObject
   *     arn:aws:s3:::orders/new}
   * @throws IllegalArgumentException if it has another form
   */
  static WorkloadIdentityAction parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    checkArgument(
        form.matches(),
        "An action is written as s3:GetObject or s3:GetObject arn:aws:s3:::orders/new, not '%s'",
        text);
    return new WorkloadIdentityAction(form.group(1), Optional.ofNullable(form.group(2)));
  }

  @Override
  public String toString() {
    return resource.map(arn -> name + " on " + arn).orElse(name);
  }
}
