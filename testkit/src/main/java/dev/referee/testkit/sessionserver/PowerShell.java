package dev.referee.testkit.sessionserver;

import com.google.common.base.Ascii;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Windows PowerShell, as far as it answers like {@link Shell}: {@code echo}, {@code Write-Output},
 * {@code Write-Host}, {@code whoami}, {@code hostname}, {@code Start-Sleep} and {@code exit}.
 *
 * <p>{@code echo} writes each of its arguments in a line of its own. A command that is not found is
 * an error that lets a script go on, and end with 0. Not thread-safe.
 */
public final class PowerShell extends Shell {
  private final String userName;

  /**
   * Creates an instance.
   *
   * @param user who is logged in; {@code root} stands for the system's own account
   * @param hostName the name of its host
   * @param start the commands that it runs first
   */
  public PowerShell(String user, String hostName, String start) {
    super(user, hostName, start);
    this.userName =
        user.equals("root") ? "nt authority\\system" : Ascii.toLowerCase(hostName) + "\\" + user;
  }

  @Override
  public Answer run(String script) {
    Answer answer = super.run(script);
    return new Answer(
        onTerminal(answer.standardOutput()),
        onTerminal(answer.standardError()),
        answer.exitCode(),
        answer.took());
  }

  @Override
  int notFound(String name, StringBuilder err) {
    err.append(name)
        .append(" : The term '")
        .append(name)
        .append("' is not recognized as the name of a cmdlet, function, script file, or operable")
        .append(" program.\n");
    return 0;
  }

  @Override
  @Nullable Integer program(List<String> words, StringBuilder out, StringBuilder err) {
    List<String> arguments = words.subList(1, words.size());
    switch (Ascii.toLowerCase(words.get(0))) {
      case "echo", "write", "write-output" ->
          arguments.forEach(each -> out.append(each).append('\n'));
      case "write-host" -> out.append(String.join(" ", arguments)).append('\n');
      case "whoami" -> out.append(userName).append('\n');
      case "hostname" -> out.append(hostName).append('\n');
      case "start-sleep", "sleep" -> sleep(words.get(words.size() - 1));
      default -> {
        return null;
      }
    }
    return 0;
  }
}
