package dev.referee.testkit.sessionserver;

import static com.google.common.base.Preconditions.checkNotNull;
import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A session with PowerShell on a Windows console, whose screen the agent reads (by winpty).
 *
 * <p>What is typed appears as the whole line written again; between lines there are control
 * sequences that clear the rest of a line, and hide and show the cursor.
 */
public final class WindowsConsoleAgent implements Agent {
  private static final String PROMPT = "PS C:\\Windows\\system32> ";
  private static final String TITLE =
      "\u001b]0;C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.EXE\u0007";
  private static final String HIDE = "\u001b[?25l";
  private static final String SHOW = "\u001b[?25h";
  private static final String CLEAR = "\u001b[0m\u001b[2J\u001b[1;1H";
  private static final String REST = "\u001b[0K";

  private final PowerShell shell;
  private final String profile;
  private final StringBuilder line = new StringBuilder();
  private boolean over;

  /**
   * Creates an instance.
   *
   * @param shell who answers
   * @param profile what the agent types first: the shell profile of the session preferences
   */
  public WindowsConsoleAgent(PowerShell shell, String profile) {
    this.shell = checkNotNull(shell);
    this.profile = checkNotNull(profile);
  }

  @Override
  public void connected(AgentChannel to) {
    to.output(HIDE + CLEAR + TITLE);
    StringBuilder screen =
        new StringBuilder("Windows PowerShell\nCopyright (C) Microsoft Corporation.\n\n");
    Shell.State started = shell.begin(screen, screen);
    show(to, screen, started.exited());
    if (!profile.isEmpty()) {
      type(to, profile + "\r");
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
      char key = typed.charAt(i);
      switch (key) {
        case '\r' -> enter(to);
        case 3 -> line.setLength(0);
        case '\b', 127 -> line.setLength(Math.max(0, line.length() - 1));
        default -> {
          if (key >= ' ') {
            line.append(key);
          }
        }
      }
    }
    if (!over && !line.isEmpty()) {
      to.written(1, HIDE + "\r" + PROMPT + line + REST + SHOW);
    }
  }

  private void enter(AgentChannel to) {
    to.written(1, HIDE + "\r" + PROMPT + line + REST + "\r\n");
    StringBuilder screen = new StringBuilder();
    Shell.State state = shell.goOn(line.toString(), screen, screen);
    line.setLength(0);
    show(to, screen, state.exited());
  }

  private void show(AgentChannel to, StringBuilder screen, boolean exited) {
    to.written(1, screen.toString().replace("\n", "\u001b[0m" + REST + "\r\n"));
    over = exited;
    if (exited) {
      to.close("");
    } else {
      to.written(1, PROMPT + REST + SHOW);
    }
  }
}
