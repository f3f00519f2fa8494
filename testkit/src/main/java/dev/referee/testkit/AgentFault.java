package dev.referee.testkit;

/** A fault of an agent, or of the network to it, in sessions. */
public enum AgentFault {
  /** Ends each session before it begins, because a part of the agent is missing. */
  REFUSES,

  /** Accepts the session and never sends anything. */
  STALLS,

  /** Loses every other message when it is first sent; the agent sends it again. */
  DROPS,

  /** Sends every message three times. */
  REPEATS,

  /** Sends messages out of order. */
  REORDERS,

  /** Starts a handshake, then closes the connection. */
  DIES_IN_HANDSHAKE,

  /** Accepts the command, then resets the connection before answering. */
  RESETS_IN_COMMAND,

  /** Accepts and echoes the command, and never answers. */
  STALLS_IN_COMMAND,

  /** Sends bytes that are not a message. */
  MALFORMED,

  /** Sends output without end, as fast as it is read. */
  FLOODS
}
