package dev.referee.testkit.embedded.ssm;

import java.util.List;

/** Amazon's session documents, with Amazon's parameters and properties but other descriptions. */
final class SessionDocuments {
  /**
   * A document that is owned by Amazon.
   *
   * @param name its name
   * @param content its content in JSON
   */
  record Amazons(String name, String content) {}

  private static final String PORT_PARAMETERS =
      """
      "portNumber":{"type":"String","default":"80","description":"The port of the server"},
      "localPortNumber":{"type":"String","default":"0","description":"The port of the client"}
      """;

  private static final String FORWARDED =
      """
      "type":"LocalPortForwarding","portNumber":"{{ portNumber }}",
      "localPortNumber":"{{ localPortNumber }}"
      """;

  static final List<Amazons> ALL =
      List.of(
          of(
              "AWS-StartInteractiveCommand",
              "InteractiveCommands",
              "\"command\":{\"type\":\"StringList\"}",
              "\"linux\":{\"commands\":\"{{ command }}\",\"runAsElevated\":false}"),
          of(
              "AWS-StartNonInteractiveCommand",
              "NonInteractiveCommands",
              """
              "command":{"type":"String"},
              "separateOutputStream":{"type":"String","default":"false",
              "allowedValues":["true","false"]},
              "stdoutSeparatorPrefix":{"type":"String","default":""},
              "stderrSeparatorPrefix":{"type":"String","default":""}
              """,
              """
              "linux":{"commands":"{{ command }}","runAsElevated":false,
              "separateOutputStream":"{{ separateOutputStream }}",
              "stdOutSeparatorPrefix":"{{ stdoutSeparatorPrefix }}",
              "stdErrSeparatorPrefix":"{{ stderrSeparatorPrefix }}"}
              """),
          of("AWS-StartPortForwardingSession", "Port", PORT_PARAMETERS, FORWARDED),
          of(
              "AWS-StartPortForwardingSessionToRemoteHost",
              "Port",
              "\"host\":{\"type\":\"String\",\"default\":\"localhost\"}," + PORT_PARAMETERS,
              "\"host\":\"{{ host }}\"," + FORWARDED),
          of(
              "AWS-StartSSHSession",
              "Port",
              "\"portNumber\":{\"type\":\"String\",\"default\":\"22\"}",
              "\"portNumber\":\"{{ portNumber }}\""));

  private SessionDocuments() {}

  private static Amazons of(String name, String type, String parameters, String properties) {
    return new Amazons(
        name,
        """
        {"schemaVersion":"1.0","description":"Starts a session of the type %s.",
        "sessionType":"%s","parameters":{%s},"properties":{%s}}
        """
            .formatted(type, type, parameters.strip(), properties.strip()));
  }
}
