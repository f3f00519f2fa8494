/**
 * A client of the data channel of Session Manager, which runs a command in a started session.
 *
 * <p>It stands by itself: it needs the JDK's WebSocket and the AWS SDK's signer, and it knows no
 * check. {@code ssm:StartSession} and {@code ssm:TerminateSession} are the caller's; between them,
 * {@link dev.referee.ssm.channel.DataChannel#open} does what the Session Manager plugin does. Begin
 * there.
 *
 * <p>Everything that is received is limited in size and in time. What the other side does wrong is
 * told by a {@link dev.referee.ssm.channel.DataChannelException} and its reason. No token, key or
 * credential is ever part of a text that this package makes.
 *
 * <p>A channel is for one thread, but any thread may close it.
 */
@NullMarked
package dev.referee.ssm.channel;

import org.jspecify.annotations.NullMarked;
