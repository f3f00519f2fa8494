package dev.referee.testkit.farend;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A session with a shell on a terminal, which answers what {@link Shell} answers. */
public final class ShellAgent implements Agent {
  private static final String PROMPT = "sh-5.2$ ";

  private final Shell shell;

  private final StringBuilder line = new StringBuilder();
  private boolean terminal;

  /** Makes one with a shell of its own. */
  public ShellAgent() {
    this(new Shell("ssm-user", "ip-10-0-0-10.ec2.internal"));
  }

  /**
   * Makes one.
   *
   * @param shell who answers
   */
  public ShellAgent(Shell shell) {
    this.shell = shell;
  }

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
      StringBuilder screen = new StringBuilder();
      shell.run(line.toString(), screen, screen);
      line.setLength(0);
      screen.toString().lines().forEach(each -> to.output(each + "\r\n"));
      to.output("\u001b[?2004h" + PROMPT);
    }
  }
}
