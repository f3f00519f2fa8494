package dev.referee.ssm.channel;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The options of a data channel: how it is opened, and its limits. Immutable; the given objects are
 * shared.
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

  /** Returns the defaults. */
  public static DataChannelOptions defaults() {
    return builder().build();
  }

  /** Returns a builder with the defaults. */
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
     * Limits the time from then until the agent has responded and its handshake is done; 20 s by
     * default. The agent itself waits 15 s for each response.
     */
    @CanIgnoreReturnValue
    public Builder handshakeTimeout(Duration timeout) {
      handshakeTimeout = positive(timeout);
      return this;
    }

    /** Limits the time of one command, from its first to its last byte; 60 s by default. */
    @CanIgnoreReturnValue
    public Builder commandTimeout(Duration timeout) {
      commandTimeout = positive(timeout);
      return this;
    }

    /** Limits the size of one received message; 256 KiB by default. */
    @CanIgnoreReturnValue
    public Builder maxMessageBytes(int bytes) {
      checkArgument(bytes > 0, "A message does not fit into %s bytes", bytes);
      maxMessageBytes = bytes;
      return this;
    }

    /**
     * Limits the total output of a session, and the messages waiting for a lost one; 1 MiB by
     * default.
     */
    @CanIgnoreReturnValue
    public Builder maxOutputBytes(int bytes) {
      checkArgument(bytes > 0, "An output does not fit into %s bytes", bytes);
      maxOutputBytes = bytes;
      return this;
    }

    /**
     * Sets the supplier of keys for sessions that have to be encrypted; without it they do not
     * open.
     */
    @CanIgnoreReturnValue
    public Builder dataKeys(DataKeys keys) {
      dataKeys = keys;
      return this;
    }

    /**
     * Sets the client that opens WebSockets, for example for a proxy. By default all channels share
     * one, which uses the proxies of the JVM, but none for addresses of this machine.
     */
    @CanIgnoreReturnValue
    public Builder httpClient(HttpClient client) {
      httpClient = client;
      return this;
    }

    /** Sets the clock for signatures, messages and round trips. */
    @CanIgnoreReturnValue
    public Builder clock(InstantSource source) {
      clock = source;
      return this;
    }

    /**
     * Sets the scheduler for time limits and retransmissions. Its tasks never block. By default
     * each channel has its own thread.
     */
    @CanIgnoreReturnValue
    public Builder scheduler(ScheduledExecutorService service) {
      scheduler = service;
      return this;
    }

    /** Allows an unencrypted address ({@code ws:}), for tests; the token is sent in plain text. */
    @CanIgnoreReturnValue
    public Builder allowPlaintext() {
      plaintextAllowed = true;
      return this;
    }

    /** Returns the options. */
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
