package dev.referee.testkit.embedded.ssm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.primitives.Ints;
import dev.referee.testkit.sessionserver.Agent;
import dev.referee.testkit.sessionserver.CommandAgent;
import dev.referee.testkit.sessionserver.PortAgent;
import dev.referee.testkit.sessionserver.PortServer;
import dev.referee.testkit.sessionserver.PowerShell;
import dev.referee.testkit.sessionserver.Shell;
import dev.referee.testkit.sessionserver.ShellAgent;
import dev.referee.testkit.sessionserver.WindowsConsoleAgent;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.Instance;

/**
 * The program that an agent runs in a session: a shell, a command, a program, or port forwarding.
 */
final class SessionPlugin {
  static final String PORT = "Port";
  static final String WITHOUT_TERMINAL = "NonInteractiveCommands";

  private static final String SHELL = "Standard_Stream";

  /** The first agent that carries many connections in a session that forwards a port. */
  private static final String MULTIPLEXING_SINCE = "3.0.196.0";

  /** The instance's metadata, to which agents forward nothing. */
  private static final String METADATA = "169.254.169.254";

  private final SsmSession session;
  private final AgentBuild build;
  private final Instance instance;
  private final PortServer ports;

  SessionPlugin(Ssm ssm, SsmSession session, SsmAgent agent) {
    this.session = session;
    this.build = agent.build();
    this.instance = ssm.ec2.instance(session.target);
    this.ports = ssm.ec2.portsFrom(instance);
  }

  Agent agent() {
    if (session.type.equals(PORT)) {
      return port();
    }
    String user = user();
    if (user.isBlank()) {
      return SessionPeer.failing("Unable to start command: please set the RunAs default user\n");
    }
    if (!users().contains(user)) {
      return SessionPeer.failing(
          "Unable to start command: failed to start pty since RunAs user %s does not exist\n"
              .formatted(user));
    }
    Shell shell = build.shell(user, instance.privateDnsName());
    if (session.type.equals(SHELL)) {
      String profile = session.preferences.path("shellProfile").path(system()).asText().strip();
      return shell instanceof PowerShell powerShell
          ? new WindowsConsoleAgent(powerShell, profile)
          : new ShellAgent(shell, build.prompt(user), profile);
    }
    JsonNode properties = session.properties.path(system());
    String command =
        DocumentParameters.lines(properties.path("commands")).collect(Collectors.joining("\n"));
    if (command.isBlank()) {
      return line ->
          line.close("Commands cannot be empty for session type %s".formatted(session.type));
    }
    return session.type.equals(WITHOUT_TERMINAL)
        ? withoutTerminal(shell, command, properties)
        : new CommandAgent(shell.runOnTerminal(command), "", null);
  }

  /** Both streams in one, unless the document asks to have them apart, and the exit code. */
  private static Agent withoutTerminal(Shell shell, String command, JsonNode properties) {
    boolean separateStreams =
        properties.path("separateOutputStream").asText().equalsIgnoreCase("true");
    StringBuilder out = new StringBuilder();
    StringBuilder err = separateStreams ? new StringBuilder() : out;
    Integer exitCode = shell.exec(command, out, err);
    if (exitCode == null) {
      return notStarted(command, separateStreams);
    }
    return separateStreams
        ? new CommandAgent(
            prefixed(properties.path("stdOutSeparatorPrefix"), out),
            prefixed(properties.path("stdErrSeparatorPrefix"), err),
            exitCode)
        : new CommandAgent(out.toString(), "", null);
  }

  private static String prefixed(JsonNode prefix, StringBuilder text) {
    return text.isEmpty() ? "" : prefix.asText() + text;
  }

  private static Agent notStarted(String command, boolean separateStreams) {
    String program = command.strip().split("\\s", 2)[0];
    String reason = "exec: \"%s\": executable file not found in $PATH".formatted(program);
    return line -> {
      if (separateStreams) {
        line.stream(12, "EXIT_CODE: 1".getBytes(UTF_8));
      }
      line.output(reason);
      line.fail("Error occurred starting the command: " + reason + "\n");
    };
  }

  private Agent port() {
    JsonNode properties = session.properties;
    String host = properties.path("host").asText("localhost");
    Integer number = Ints.tryParse(properties.path("portNumber").asText());
    if (number == null) {
      return line -> line.close("Port number is empty in session properties.");
    }
    if (host.equals(METADATA)) {
      return line -> line.close("Forwarding to IP address " + host + " is forbidden.");
    }
    boolean many =
        properties.path("type").asText().equals("LocalPortForwarding")
            && build.atLeast(MULTIPLEXING_SINCE);
    return new PortAgent(ports, host, number, many);
  }

  /** Returns the name that documents have for the properties of this system. */
  private String system() {
    return build.isWindows() ? "windows" : "linux";
  }

  /** Run As is not for Windows. */
  private String user() {
    if (session.properties.path(system()).path("runAsElevated").asBoolean(false)) {
      return "root";
    }
    return !build.isWindows() && session.preferences.path("runAsEnabled").asBoolean(false)
        ? session.preferences.path("runAsDefaultUser").asText()
        : "ssm-user";
  }

  private Set<String> users() {
    boolean ubuntu = build.platformName().equals("Ubuntu");
    return Set.of("root", "ssm-user", ubuntu ? "ubuntu" : "ec2-user");
  }
}
