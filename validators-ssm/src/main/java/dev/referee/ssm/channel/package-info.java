/**
 * A client of the data channel of Session Manager, which runs a command in a started session.
 *
 * <p>It is independent of checks, and needs only the JDK's WebSocket and the AWS SDK's signer. The
 * caller calls {@code ssm:StartSession} and {@code ssm:TerminateSession}; between them, {@link
 * dev.referee.ssm.channel.DataChannel#open} does what the Session Manager plugin does. Start there.
 *
 * <p>Received data is limited in size and time. Errors of the other side are reported as a {@link
 * dev.referee.ssm.channel.DataChannelException} with a reason. Texts of this package never contain
 * tokens, keys or credentials.
 *
 * <p>A channel is for one thread, but any thread may close it.
 */
@NullMarked
package dev.referee.ssm.channel;

import org.jspecify.annotations.NullMarked;
