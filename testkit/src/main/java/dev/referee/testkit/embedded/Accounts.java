package dev.referee.testkit.embedded;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Knows the accounts of one cloud and the keys that are good in them. Guarded by its lock. */
final class Accounts {
  private final Map<String, Account> byId = new LinkedHashMap<>();
  private final Map<String, Key> keys = new LinkedHashMap<>();
  private int issued;

  Account create(String id) {
    if (!id.matches("[0-9]{12}")) {
      throw new IllegalArgumentException("An account id has twelve digits; this has not: " + id);
    }
    return byId.computeIfAbsent(
        id,
        unused -> {
          Account account = new Account(id);
          add(account.rootKey());
          return account;
        });
  }

  @Nullable Account byId(String id) {
    return byId.get(id);
  }

  Collection<Account> all() {
    return byId.values();
  }

  void add(Key key) {
    keys.put(key.accessKeyId(), key);
  }

  @Nullable Key key(String accessKeyId) {
    return keys.get(accessKeyId);
  }

  @Nullable Key ofPrincipal(String arn) {
    return keys.values().stream()
        .filter(key -> key.principalArn().equals(arn))
        .findFirst()
        .orElse(null);
  }

  /** Returns a number that no other issued thing of this cloud has. */
  int nextNumber() {
    return ++issued;
  }
}
