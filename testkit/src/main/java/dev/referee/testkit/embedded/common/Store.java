package dev.referee.testkit.embedded.common;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.EvictingQueue;
import com.google.common.collect.ListMultimap;
import dev.referee.testkit.ServiceQuota;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;

/** The state of one account, by Region and type. Guarded by the cloud's one lock. */
public final class Store {
  private record Key(String region, Class<?> type) {}

  /** The number of answers to each operation that are kept, to know which members they have. */
  private static final int LAST_ANSWERS = 4;

  private final Map<Key, Object> kept = new HashMap<>();
  private final Map<String, Integer> services = new HashMap<>();
  private final Map<String, EvictingQueue<SdkPojo>> answers = new HashMap<>();
  private final Map<ServiceQuota, Integer> quotas = new EnumMap<>(ServiceQuota.class);
  private final Set<String> deletedRoles = new HashSet<>();
  private final ListMultimap<Class<?>, Consumer<Object>> listeners = ArrayListMultimap.create();
  private int pageCap = Integer.MAX_VALUE;
  private Duration stackTime = Duration.ZERO;
  private boolean enforcesIam;

  public <T> T get(String region, Class<T> type, Supplier<T> factory) {
    Key key = new Key(region, type);
    Object found = kept.get(key);
    if (found == null) {
      found = factory.get();
      kept.put(key, found);
    }
    return type.cast(found);
  }

  /** Returns how many entries a page of this account has at most. */
  int pageCap() {
    return pageCap;
  }

  public void pageCap(int cap) {
    this.pageCap = cap;
  }

  /** Returns the value of a quota of this account. */
  public int quota(ServiceQuota quota) {
    return quotas.getOrDefault(quota, quota.defaultValue());
  }

  public void setQuota(ServiceQuota quota, int value) {
    quotas.put(quota, value);
  }

  /** Returns whether calls of roles and users need the permission of their policies. */
  public boolean enforcesIam() {
    return enforcesIam;
  }

  public void enforcesIam(boolean enforced) {
    this.enforcesIam = enforced;
  }

  /** Returns how long CloudFormation takes with a stack. */
  public Duration stackTime() {
    return stackTime;
  }

  public void stackTime(Duration time) {
    this.stackTime = time;
  }

  /** Returns the HTTP status that a service on an instance answers with; 0 when it is down. */
  public int serviceStatus(String instanceId, IntSupplier otherwise) {
    Integer status = services.get(instanceId);
    return status == null ? otherwise.getAsInt() : status;
  }

  public void serviceStatus(String instanceId, int status) {
    services.put(instanceId, status);
  }

  /** Ends the sessions of a role that is deleted; a later one of its name is another. */
  public void endSessions(String roleId) {
    deletedRoles.add(roleId);
  }

  /** Returns whether the role with an id was deleted, and its sessions with it. */
  boolean endedSessions(String roleId) {
    return deletedRoles.contains(roleId);
  }

  /** Tells a listener of all events of a type from now on. */
  public <E> void listen(Class<E> type, Consumer<? super E> listener) {
    listeners.put(type, event -> listener.accept(type.cast(event)));
  }

  /** Tells an event to those who listen to its type. */
  public void publish(Object event) {
    listeners.get(event.getClass()).forEach(listener -> listener.accept(event));
  }

  /** Keeps an answer that was given. */
  public void answered(String service, String operation, SdkPojo answer) {
    answers
        .computeIfAbsent(service + ":" + operation, any -> EvictingQueue.create(LAST_ANSWERS))
        .add(answer);
  }

  /** Returns the last answers that an operation was given. */
  public List<SdkPojo> lastAnswers(String service, String operation) {
    EvictingQueue<SdkPojo> given = answers.get(service + ":" + operation);
    return given == null ? List.of() : List.copyOf(given);
  }
}
