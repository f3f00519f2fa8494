package dev.referee.testkit;

import java.util.List;
import org.jetbrains.annotations.ApiStatus;

/**
 * An API that a check reads in addition to AWS, as a {@link CheckContract} uses it: which
 * operations it received, and faults of them.
 *
 * <p>Operations are named as in permissions, without the service: {@code list:pods}.
 */
@ApiStatus.Internal
public interface AdditionalApi extends AutoCloseable {

  /** Returns the name of the service in permissions. */
  String service();

  /** Returns the operations received so far, in order. */
  List<String> operations();

  /** Returns the largest number of operations that a check may need. */
  int mostOperations();

  /** Returns a fault: the caller may not do this. */
  ApiFault denied(String operation);

  /** Returns a fault: there are too many requests. */
  ApiFault throttled(String operation);

  /** Returns a fault: there are too many requests, but not for the second attempt. */
  ApiFault throttledOnce(String operation);

  /** Returns the faults with responses that are not from the API, or are incomplete. */
  List<ApiFault> unreadable(String operation);

  /** Returns all other faults. */
  List<ApiFault> errors(String operation);

  /** Returns the faults of all operations at once. */
  List<ApiFault> outages();

  /** Sets the largest number of items in a page, as far as the API has pages. */
  void pageSize(int items);

  /** Removes all faults. */
  void clearFaults();

  @Override
  void close();
}
