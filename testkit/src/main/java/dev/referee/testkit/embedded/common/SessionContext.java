package dev.referee.testkit.embedded.common;

import java.util.List;
import java.util.Map;

/**
 * The limits and tags that a session of a role was given when the role was assumed.
 *
 * @param policies the documents of the session policies; without one, nothing limits the session
 * @param tags the session tags
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session">Session
 *     policies</a>
 */
public record SessionContext(List<String> policies, Map<String, String> tags) {
  public static final SessionContext NONE = new SessionContext(List.of(), Map.of());
}
