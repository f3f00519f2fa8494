package dev.referee.testkit.embedded.ssm;

import dev.referee.testkit.embedded.common.Call;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The Default Host Management Configuration of one account and Region. */
final class HostManagement {
  static final String SETTING = "/ssm/managed-instance/default-ec2-instance-management-role";

  /** The setting's value where nothing is configured. */
  static final String NONE = "$None";

  private String value = NONE;
  private @Nullable Instant changed;

  static HostManagement of(Call call) {
    return call.regional(HostManagement.class, HostManagement::new);
  }

  void become(String wanted, Instant now) {
    value = wanted;
    changed = now;
  }

  String value() {
    return value;
  }

  /** Returns when somebody last changed it; null if nobody did. */
  @Nullable Instant changed() {
    return changed;
  }

  /** Returns the name of the role, which may be given with its path; null if there is none. */
  @Nullable String roleName() {
    return value.equals(NONE) ? null : value.substring(value.lastIndexOf('/') + 1);
  }
}
