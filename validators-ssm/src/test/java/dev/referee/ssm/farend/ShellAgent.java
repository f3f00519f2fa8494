package dev.referee.ssm.farend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;

/** Is a session with a shell on a terminal; the shell knows {@code echo} alone. */
public final class ShellAgent implements Agent {
  private static final String PROMPT = "sh-5.2$ ";

  private final StringBuilder line = new StringBuilder();
  private boolean terminal;

  @Override
  public void connected(Line line) {
    line.output(PROMPT);
  }

  /** Takes no input before the terminal has a size. */
  @Override
  public boolean input(Line to, int payloadType, byte[] payload) {
    if (payloadType == 3) {
      terminal = Line.json(payload).path("cols").asInt() > 0;
    } else if (payloadType == 1) {
      if (!terminal) {
        return false;
      }
      type(to, new String(payload, UTF_8));
    }
    return true;
  }

  private void type(Line to, String typed) {
    line.append(typed);
    to.output(typed.replace("\r", "\r\n"));
    if (typed.endsWith("\r")) {
      to.output("\u001b[?2004l\r");
      for (String command : Splitter.on(';').trimResults().split(line.toString())) {
        to.output(run(command));
      }
      line.setLength(0);
      to.output("\u001b[?2004h" + PROMPT);
    }
  }

  private static String run(String command) {
    return command.startsWith("echo ")
        ? command.substring(5).replace("\"", "") + "\r\n"
        : "sh: " + command + ": command not found\r\n";
  }
}
