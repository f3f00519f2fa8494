package dev.referee.testkit.embedded.service;

import dev.referee.testkit.embedded.common.Call;

/**
 * A service whose resources can be targets of events, by what it offers to EventBridge.
 *
 * <p>A service that other services deliver to implements it.
 */
public interface EventTarget {

  /** Returns what the ARNs of its resources have as their service: {@code sns}, {@code sqs}. */
  String servicePrefix();

  /**
   * Delivers to a resource.
   *
   * @param arn the resource
   * @param json what is delivered
   * @param servicePrincipal the service that delivers, {@code events.amazonaws.com}, which the
   *     policy of the resource has to allow; empty if a role delivers, whose policies allow it
   * @param sourceArn what it is delivered for: {@code aws:SourceArn} in policies
   * @param call where it is delivered; made by the role, if one delivers
   */
  DeliveryResult deliver(
      String arn, String json, String servicePrincipal, String sourceArn, Call call);
}
