package dev.referee.testkit.embedded.ec2;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.referee.testkit.sessionserver.PortServer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;

/**
 * The servers that an instance's agent can reach, on the instance itself and on other instances.
 *
 * <p>Port 22 is an SSH server, of which there is no more than its greeting. Every other port
 * answers a request by HTTP with the status that the instance's service has; nobody listens where
 * that is down.
 */
record InstancePorts(Ec2 ec2, Instance from) implements PortServer {
  private static final int SSH = 22;
  private static final int OK = 200;

  /** Asks the cloud under its lock: who connects is a thread of the message service. */
  @Override
  public @Nullable Connection connect(String host, int port) {
    synchronized (ec2.context.clock()) {
      Instance to = instance(host, port);
      if (to == null) {
        return null;
      }
      int status = ec2.context.store().serviceStatus(to.instanceId(), () -> OK);
      return port == SSH ? new Ssh() : status == 0 ? null : new Http(status);
    }
  }

  private @Nullable Instance instance(String host, int port) {
    if (host.equals("localhost") || host.equals("127.0.0.1")) {
      return from;
    }
    return ec2.instances.alive(List.of()).stream()
        .filter(instance -> Instances.is(instance, InstanceStateName.RUNNING))
        .filter(
            instance ->
                host.equals(instance.privateIpAddress()) || host.equals(instance.privateDnsName()))
        .filter(
            instance -> instance.instanceId().equals(from.instanceId()) || reaches(instance, port))
        .findFirst()
        .orElse(null);
  }

  private boolean reaches(Instance to, int port) {
    NetworkInterface own = ec2.interfaces.facesOf(from.instanceId()).get(0);
    return ec2.interfaces.facesOf(to.instanceId()).stream()
        .anyMatch(face -> new PacketWalk(ec2).arrives(own, face, port));
  }

  private record Ssh() implements Connection {
    @Override
    public byte[] greeting() {
      return "SSH-2.0-OpenSSH_8.7\r\n".getBytes(US_ASCII);
    }

    @Override
    public byte[] received(byte[] bytes) {
      return new byte[0];
    }
  }

  private static final class Http implements Connection {
    private static final String END = "\r\n\r\n";

    private final StringBuilder request = new StringBuilder();
    private final int status;

    Http(int status) {
      this.status = status;
    }

    @Override
    public byte[] greeting() {
      return new byte[0];
    }

    /** Answers every request whose head has come, whatever its method and path. */
    @Override
    public byte[] received(byte[] bytes) {
      request.append(new String(bytes, US_ASCII));
      StringBuilder answers = new StringBuilder();
      for (int end = request.indexOf(END); end >= 0; end = request.indexOf(END)) {
        request.delete(0, end + END.length());
        answers
            .append("HTTP/1.1 ")
            .append(status)
            .append(" \r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nok\n");
      }
      return answers.toString().getBytes(US_ASCII);
    }
  }
}
