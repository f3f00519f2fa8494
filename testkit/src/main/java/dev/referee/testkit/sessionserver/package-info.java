/**
 * The server of Session Manager sessions: the message service and an agent, over a real WebSocket
 * on the loopback address. It shares no code with the clients that it tests.
 *
 * <p>Each channel has its own thread, which sees what a test sets before the session starts.
 */
@NullMarked
package dev.referee.testkit.sessionserver;

import org.jspecify.annotations.NullMarked;
