package dev.referee.testkit.embedded.service;

/**
 * The result of a delivery to a target.
 *
 * @param delivered whether the target took it
 * @param reason why it did not; empty if it did
 */
public record DeliveryResult(boolean delivered, String reason) {}
