package dev.referee.testkit.embedded.common;

import com.google.common.base.Splitter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A registry of the accounts of one cloud and their valid access keys. Guarded by its lock. */
public final class Accounts {
  private final Map<String, AccountState> byId = new LinkedHashMap<>();
  private final Map<String, Key> keys = new LinkedHashMap<>();
  private final Consumer<AccountState> opened;
  private int issued;

  /** Creates a registry without services that listen to what others do. */
  public Accounts() {
    this(account -> {});
  }

  /**
   * Creates a registry.
   *
   * @param opened is called with every new account
   */
  public Accounts(Consumer<AccountState> opened) {
    this.opened = opened;
  }

  public AccountState create(String id) {
    if (!id.matches("[0-9]{12}")) {
      throw new IllegalArgumentException("An account id has twelve digits; this has not: " + id);
    }
    return byId.computeIfAbsent(
        id,
        unused -> {
          AccountState account = new AccountState(id);
          add(account.ownKey());
          opened.accept(account);
          return account;
        });
  }

  public @Nullable AccountState byId(String id) {
    return byId.get(id);
  }

  public void add(Key key) {
    keys.put(key.accessKeyId(), key);
  }

  public void remove(String accessKeyId) {
    keys.remove(accessKeyId);
  }

  /** Returns a key; null if there is none, or no longer the role of its session. */
  public @Nullable Key key(String accessKeyId) {
    Key key = keys.get(accessKeyId);
    return key == null || isOrphan(key) ? null : key;
  }

  /** Returns whether the role of a session was deleted. */
  private boolean isOrphan(Key key) {
    AccountState account = byId.get(key.accountId());
    String roleId = Splitter.on(':').splitToList(key.userId()).get(0);
    return key.sessionToken() != null && account != null && account.store().endedSessions(roleId);
  }

  /** Returns the account that an ARN names; null if there is none here. */
  public @Nullable AccountState ofArn(String arn) {
    List<String> parts = Splitter.on(':').splitToList(arn);
    return parts.size() < 6 ? null : byId.get(parts.get(4));
  }

  /** Returns the unique id of who calls. */
  public String userId(String principalArn) {
    return keys.values().stream()
        .filter(key -> key.principalArn().equals(principalArn))
        .map(Key::userId)
        .findFirst()
        .orElse(principalArn);
  }

  /** Returns a number that no other issued thing of this cloud has. */
  public int nextNumber() {
    return ++issued;
  }
}
