/**
 * The far end of the data channel: the message service and an agent, over a real WebSocket on the
 * loopback address. It shares nothing with any client that it tests, least of all its bytes.
 *
 * <p>Each channel has a thread of its own; what tests set before a session starts is seen by it.
 */
@NullMarked
package dev.referee.testkit.farend;

import org.jspecify.annotations.NullMarked;
