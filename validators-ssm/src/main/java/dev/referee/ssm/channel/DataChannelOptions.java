package dev.referee.ssm.channel;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The options of a data channel: how it is opened, and its limits. Immutable; the parts it is given
 * are shared.
 */
public final class DataChannelOptions {
  final Duration openTimeout;
  final Duration handshakeTimeout;
  final Duration commandTimeout;
  final int maxMessageBytes;
  final int maxOutputBytes;
  final boolean plaintextAllowed;
  final InstantSource clock;
  final @Nullable DataKeys dataKeys;
  final @Nullable HttpClient httpClient;
  final @Nullable ScheduledExecutorService scheduler;

  private DataChannelOptions(Builder builder) {
    openTimeout = builder.openTimeout;
    handshakeTimeout = builder.handshakeTimeout;
    commandTimeout = builder.commandTimeout;
    maxMessageBytes = builder.maxMessageBytes;
    maxOutputBytes = builder.maxOutputBytes;
    plaintextAllowed = builder.plaintextAllowed;
    clock = builder.clock;
    dataKeys = builder.dataKeys;
    httpClient = builder.httpClient;
    scheduler = builder.scheduler;
  }

  /** Returns those that suit most. */
  public static DataChannelOptions defaults() {
    return builder().build();
  }

  /** Begins with those that suit most. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder of options. Not thread-safe. */
  public static final class Builder {
    private Duration openTimeout = Duration.ofSeconds(10);
    private Duration handshakeTimeout = Duration.ofSeconds(20);
    private Duration commandTimeout = Duration.ofSeconds(60);
    private int maxMessageBytes = 256 * 1024;
    private int maxOutputBytes = 1024 * 1024;
    private boolean plaintextAllowed;
    private InstantSource clock = InstantSource.system();
    private @Nullable DataKeys dataKeys;
    private @Nullable HttpClient httpClient;
    private @Nullable ScheduledExecutorService scheduler;

    private Builder() {}

    /** Limits the time until the WebSocket is open; 10 s by default. */
    @CanIgnoreReturnValue
    public Builder openTimeout(Duration timeout) {
      openTimeout = positive(timeout);
      return this;
    }

    /**
     * Limits the time from then until the agent has spoken and its handshake is done; 20 s by
     * default. The agent itself waits 15 s for each answer.
     */
    @CanIgnoreReturnValue
    public Builder handshakeTimeout(Duration timeout) {
      handshakeTimeout = positive(timeout);
      return this;
    }

    /** Limits the time of one command, from its first byte to its last; 60 s by default. */
    @CanIgnoreReturnValue
    public Builder commandTimeout(Duration timeout) {
      commandTimeout = positive(timeout);
      return this;
    }

    /** Limits one message that is received; 256 KiB by default. */
    @CanIgnoreReturnValue
    public Builder maxMessageBytes(int bytes) {
      checkArgument(bytes > 0, "A message does not fit into %s bytes", bytes);
      maxMessageBytes = bytes;
      return this;
    }

    /**
     * Limits what a session may write in all, and what waits for a message that was lost; 1 MiB by
     * default.
     */
    @CanIgnoreReturnValue
    public Builder maxOutputBytes(int bytes) {
      checkArgument(bytes > 0, "An output does not fit into %s bytes", bytes);
      maxOutputBytes = bytes;
      return this;
    }

    /** Gives keys to sessions that have to be encrypted; without it they do not open. */
    @CanIgnoreReturnValue
    public Builder dataKeys(DataKeys keys) {
      dataKeys = keys;
      return this;
    }

    /**
     * Sets the client that opens WebSockets, as for a proxy. Unless it is set, all channels share
     * one, which goes by the proxies of the JVM, and never by one to an address of this machine.
     */
    @CanIgnoreReturnValue
    public Builder httpClient(HttpClient client) {
      httpClient = client;
      return this;
    }

    /** Sets what tells the time: of signatures, messages and round trips. */
    @CanIgnoreReturnValue
    public Builder clock(InstantSource source) {
      clock = source;
      return this;
    }

    /**
     * Sets what wakes the channel: for its limits of time and for what has to be sent again. It
     * does nothing that blocks there. A thread of its own for each channel by default.
     */
    @CanIgnoreReturnValue
    public Builder scheduler(ScheduledExecutorService service) {
      scheduler = service;
      return this;
    }

    /** Allows an address that is not encrypted ({@code ws:}), as in tests; the token would leak. */
    @CanIgnoreReturnValue
    public Builder allowPlaintext() {
      plaintextAllowed = true;
      return this;
    }

    /** Makes the options. */
    public DataChannelOptions build() {
      return new DataChannelOptions(this);
    }

    private static Duration positive(Duration timeout) {
      checkArgument(
          timeout.compareTo(Duration.ZERO) > 0, "A timeout has to be positive, not %s", timeout);
      return timeout;
    }
  }
}
