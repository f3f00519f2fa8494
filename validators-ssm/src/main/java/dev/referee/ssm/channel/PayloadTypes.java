package dev.referee.ssm.channel;

/** The payload types of stream messages. */
final class PayloadTypes {
  static final int NONE = 0;
  static final int OUTPUT = 1;
  static final int ERROR = 2;
  static final int SIZE = 3;
  static final int HANDSHAKE_REQUEST = 5;
  static final int HANDSHAKE_RESPONSE = 6;
  static final int HANDSHAKE_COMPLETE = 7;
  static final int CHALLENGE_REQUEST = 8;
  static final int CHALLENGE_RESPONSE = 9;
  static final int FLAG = 10;
  static final int STANDARD_ERROR = 11;
  static final int EXIT_CODE = 12;

  private PayloadTypes() {}
}
