package dev.referee.testkit.embedded.eks;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A factory of the pages of EKS, which have at most a hundred entries. */
final class EksPages {
  private static final int MOST = 100;

  private EksPages() {}

  static <T> Page<T> of(List<T> all, @Nullable Integer size, @Nullable String token, Call call) {
    if (size != null && (size < 1 || size > MOST)) {
      throw EksErrors.invalidParameter("maxResults must be between 1 and " + MOST);
    }
    try {
      return Page.of(all, size == null ? MOST : size, token, call);
    } catch (AwsError malformed) {
      throw EksErrors.invalidParameter("Invalid token: " + token);
    }
  }
}
