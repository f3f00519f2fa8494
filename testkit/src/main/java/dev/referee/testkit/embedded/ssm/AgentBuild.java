package dev.referee.testkit.embedded.ssm;

import dev.referee.testkit.sessionserver.PowerShell;
import dev.referee.testkit.sessionserver.Shell;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Image;

/**
 * The version and platform of the SSM Agent in an image.
 *
 * @param version the agent's version
 * @param platformName the system
 * @param platformVersion the system's version
 * @param shellStart what the system's shell runs before what it is given; mostly empty
 */
record AgentBuild(String version, String platformName, String platformVersion, String shellStart) {
  static final String LATEST = "3.3.3050.0";

  private static final String WINDOWS = "Microsoft Windows Server 2022 Datacenter";

  private static final Pattern NAMED =
      Pattern.compile("amazon-ssm-agent[ /_-]v?(\\d+(?:\\.\\d+)+)");

  private static final String SHELL_START = "Its shell starts with: ";

  /**
   * Returns the agent of an image, or null when it has none.
   *
   * <p>Amazon's images, Windows and Ubuntu have one. An image that was registered has the one that
   * its name or description names: {@code amazon-ssm-agent 3.2.582.0}. The shell of an image whose
   * description ends with {@code Its shell starts with: COMMANDS} runs those commands first.
   */
  static @Nullable AgentBuild of(Image image) {
    Matcher named = NAMED.matcher(image.name() + " " + image.description());
    String version = named.find() ? named.group(1) : null;
    if (image.name().startsWith("ubuntu/")) {
      return new AgentBuild(version == null ? "3.3.2299.0" : version, "Ubuntu", "24.04", "");
    }
    if (image.name().startsWith("Windows_Server-")) {
      return new AgentBuild(
          version == null ? LATEST : version, WINDOWS, "10.0.20348", shellStart(image));
    }
    boolean second = image.name().startsWith("amzn2-");
    if (version == null && image.imageOwnerAlias() == null) {
      return null;
    }
    return new AgentBuild(
        version == null ? (second ? "3.3.2299.0" : LATEST) : version,
        "Amazon Linux",
        second ? "2" : "2023",
        shellStart(image));
  }

  boolean isWindows() {
    return platformName.equals(WINDOWS);
  }

  /** Returns the shell of a user: PowerShell on Windows. */
  Shell shell(String user, String hostName) {
    return isWindows()
        ? new PowerShell(user, hostName, shellStart)
        : new Shell(user, hostName, shellStart);
  }

  /** Returns the prompt of the shell that a session gets: {@code sh}, which is bash or dash. */
  String prompt(String user) {
    String name =
        switch (platformName + " " + platformVersion) {
          case "Amazon Linux 2" -> "sh-4.2";
          case "Amazon Linux 2023" -> "sh-5.2";
          default -> "";
        };
    return name + (user.equals("root") ? "# " : "$ ");
  }

  private static String shellStart(Image image) {
    String description = image.description() == null ? "" : image.description();
    int at = description.indexOf(SHELL_START);
    return at < 0 ? "" : description.substring(at + SHELL_START.length());
  }

  /** Returns whether this is at least a version; both are four numbers. */
  boolean atLeast(String other) {
    int[] own = numbers(version);
    int[] wanted = numbers(other);
    return Arrays.compare(own, wanted) >= 0;
  }

  private static int[] numbers(String version) {
    return Pattern.compile("\\.").splitAsStream(version).mapToInt(Integer::parseInt).toArray();
  }
}
