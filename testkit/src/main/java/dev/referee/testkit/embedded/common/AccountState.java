package dev.referee.testkit.embedded.common;

import com.google.common.base.Strings;
import dev.referee.testkit.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;
import org.jspecify.annotations.Nullable;

/** An account of the cloud: its resources and the faults of its calls. */
public final class AccountState {
  /** The name of the account's own user. */
  public static final String OWNER = "owner";

  private final String id;
  private final Store store = new Store();
  private final List<Fault> faults = new ArrayList<>();

  AccountState(String id) {
    this.id = id;
  }

  public String id() {
    return id;
  }

  public Store store() {
    return store;
  }

  /** Returns the key of the account's own user, who may everything; plainly no real one. */
  public Key ownKey() {
    String secret = Strings.padEnd("example/secret/of/" + id, 40, '0');
    return Key.lasting("AKIAFAKE" + id, secret, id, arn("iam", "user/" + OWNER), "AIDAFAKE0" + id);
  }

  /** Returns an ARN of a global service in this account. */
  public String arn(String service, String resource) {
    return "arn:aws:" + service + "::" + id + ":" + resource;
  }

  public void inject(Fault fault) {
    faults.add(fault);
  }

  public void clearFaults() {
    faults.clear();
  }

  /** Returns what goes wrong with a call, and uses it up; null if nothing does. */
  public @Nullable Fault fault(String service, String operation) {
    for (ListIterator<Fault> each = faults.listIterator(); each.hasNext(); ) {
      Fault fault = each.next();
      if (fault.concerns(service, operation)) {
        fault.afterOne().ifPresentOrElse(each::set, each::remove);
        return fault;
      }
    }
    return null;
  }
}
