package dev.referee.testkit.sessionserver;

import static com.google.common.base.Preconditions.checkNotNull;
import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A session with a shell on a terminal, which answers what {@link Shell} answers.
 *
 * <p>The terminal repeats what is typed. CR and LF end a line, BS and DEL take back a character,
 * Ctrl-U takes back the line, Ctrl-C gives it up, and Ctrl-D on an empty line ends the shell, as
 * {@code exit} does. The size of the terminal makes no difference.
 */
public final class ShellAgent implements Agent {
  private static final String BASH = "sh-5.2$ ";
  private static final String ERASE = "\b \b";

  private final Shell shell;
  private final String prompt;
  private final String profile;
  private final StringBuilder line = new StringBuilder();
  private final StringBuilder echo = new StringBuilder();
  private boolean over;

  /** Makes one with a shell of its own. */
  public ShellAgent() {
    this(new Shell("ssm-user", "ip-10-0-0-10.ec2.internal"), BASH, "");
  }

  /**
   * Creates an instance.
   *
   * @param shell who answers
   * @param prompt its prompt: bash is called {@code sh-} and its version here
   * @param profile what the agent types first: the shell profile of the session preferences
   */
  public ShellAgent(Shell shell, String prompt, String profile) {
    this.shell = checkNotNull(shell);
    this.prompt = checkNotNull(prompt);
    this.profile = checkNotNull(profile);
  }

  @Override
  public void connected(AgentChannel to) {
    StringBuilder screen = new StringBuilder();
    Shell.State started = shell.begin(screen, screen);
    to.written(1, Shell.onTerminal(screen));
    if (started.exited()) {
      over = true;
      to.close("");
    } else {
      prompt(to);
    }
    if (!profile.isEmpty()) {
      type(to, profile + "\n");
    }
  }

  @Override
  public boolean input(AgentChannel to, int payloadType, byte[] payload) {
    if (payloadType == 1) {
      type(to, new String(payload, UTF_8));
    }
    return true;
  }

  private void type(AgentChannel to, String typed) {
    for (int i = 0; i < typed.length() && !over; i++) {
      key(to, typed.charAt(i));
    }
    flush(to);
  }

  private void key(AgentChannel to, char key) {
    switch (key) {
      case '\r', '\n' -> enter(to);
      case 3 -> {
        echo.append("^C\r\n");
        line.setLength(0);
        flush(to);
        prompt(to);
      }
      case 4 -> {
        if (line.isEmpty()) {
          leave(to);
        }
      }
      case '\b', 127 -> takeBack(1);
      case 21 -> takeBack(line.length());
      default -> {
        if (key >= ' ' || key == '\t') {
          line.append(key);
          echo.append(key);
        }
      }
    }
  }

  private void takeBack(int characters) {
    int count = Math.min(characters, line.length());
    line.setLength(line.length() - count);
    echo.append(ERASE.repeat(count));
  }

  private void enter(AgentChannel to) {
    echo.append("\r\n");
    if (bracketsPastes()) {
      echo.append("\u001b[?2004l\r");
    }
    flush(to);
    StringBuilder screen = new StringBuilder();
    Shell.State state = shell.goOn(line.toString(), screen, screen);
    line.setLength(0);
    to.written(1, Shell.onTerminal(screen));
    if (state.exited()) {
      leave(to);
    } else {
      prompt(to);
    }
  }

  private void leave(AgentChannel to) {
    over = true;
    if (prompt.startsWith("sh-")) {
      echo.append("exit\r\n");
    }
    flush(to);
    to.close("");
  }

  private void prompt(AgentChannel to) {
    to.output((bracketsPastes() ? "\u001b[?2004h" : "") + prompt);
  }

  /** Returns whether the shell has a readline that does; bash has since 5.1. */
  private boolean bracketsPastes() {
    return prompt.startsWith("sh-5");
  }

  private void flush(AgentChannel to) {
    to.written(1, echo.toString());
    echo.setLength(0);
  }
}
