package dev.referee.testkit;

/** A fault of an agent, or of the network to it, in sessions. */
public enum AgentFault {
  /** Ends each session before it begins, because a part of the agent is missing. */
  REFUSES,

  /** Takes the session and never says a word. */
  STALLS,

  /** Loses every other message at its first sending; the agent sends it again. */
  DROPS,

  /** Says everything three times. */
  REPEATS,

  /** Says things in another order than they are numbered. */
  REORDERS,

  /** Begins a handshake, and then the connection is gone. */
  DIES_IN_HANDSHAKE,

  /** Takes the command, and the connection is reset before it has answered. */
  RESETS_IN_COMMAND,

  /** Takes the command, shows that it was typed, and never answers. */
  STALLS_IN_COMMAND,

  /** Sends bytes that are no message. */
  MALFORMED,

  /** Sends output without end, as fast as it is taken. */
  FLOODS
}
