package dev.referee.testkit.embedded.lambda;

import dev.referee.testkit.embedded.common.AccountState;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.EventTargets;
import dev.referee.testkit.embedded.sqs.Sqs;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Lambda in one Region of an account: its functions, and what it offers to others. */
public final class Lambda {
  final Map<String, FunctionRecord> functions = new TreeMap<>();
  final Map<String, MappingRecord> mappings = new LinkedHashMap<>();
  private final Map<String, Body> bodies = new HashMap<>();
  private final Map<String, InvocationLog> logs = new HashMap<>();

  private Lambda() {}

  /** Returns Lambda in the Region that is called. */
  public static Lambda of(Call call) {
    return call.regional(Lambda.class, Lambda::new);
  }

  /** Lets other services invoke the functions of an account, and its queues feed them. */
  public static void follow(AccountState account) {
    EventTargets.of(account.store()).add(new LambdaDelivery());
    account
        .store()
        .listen(Sqs.Arrival.class, arrival -> QueuePoller.poll(arrival.queueArn(), arrival.call()));
  }

  /**
   * An invocation of a function.
   *
   * @param event the event, JSON
   * @param functionArn the function, with the qualifier that it was invoked by
   * @param requestId the id of the invocation
   * @param sessionArn the principal that the function is
   * @param sessionId the unique id of that principal
   * @param call where the function is; made by it
   */
  public record Invocation(
      String event,
      String functionArn,
      String requestId,
      String sessionArn,
      String sessionId,
      Call call) {}

  /** The code of a function. */
  @FunctionalInterface
  public interface Body {

    /**
     * Returns the response, JSON; null for none. Whatever it throws is an error of the function.
     */
    @Nullable String run(Invocation invocation) throws Exception;
  }

  /** Sets the code of a function, which need not be there yet. */
  public void does(String name, Body body) {
    bodies.put(name, body);
  }

  /** Returns the code of a function; it does nothing if nobody set it. */
  Body body(String name) {
    return bodies.getOrDefault(name, invocation -> null);
  }

  /** Returns the invocations of a function so far. */
  InvocationLog log(String name) {
    return logs.computeIfAbsent(name, unused -> new InvocationLog());
  }

  /** Returns how often the code of a function ran so far, retries included. */
  public int invocations(String name) {
    return log(name).count();
  }

  /** Returns the last events of a function, from the oldest on. */
  public List<String> events(String name) {
    return log(name).events();
  }

  /**
   * Returns what the last error of a function was, or why it could not run; null if there is none.
   */
  public @Nullable String lastError(String name) {
    return log(name).lastError();
  }

  /** Returns a function, or throws Lambda's error where there is none. */
  FunctionRecord function(FunctionName name, Call call) {
    FunctionRecord found = functions.get(name.name());
    if (found == null || found.version(name.qualifier()) == null) {
      throw LambdaErrors.missing("Function not found: " + name.arn(call));
    }
    return found;
  }
}
