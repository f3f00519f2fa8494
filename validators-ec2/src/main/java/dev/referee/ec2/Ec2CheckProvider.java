package dev.referee.ec2;

import dev.referee.spi.CheckKind;
import dev.referee.spi.CheckProvider;
import java.util.List;

/** Offers the {@link Ec2Checks} by id. Found by {@link java.util.ServiceLoader}. */
public final class Ec2CheckProvider implements CheckProvider {

  /** For {@link java.util.ServiceLoader}. */
  public Ec2CheckProvider() {}

  @Override
  public List<CheckKind> checks() {
    return List.of(
        SpawnerStopped.KIND, PortsOpen.KIND, InstancePrivate.KIND, Egress.KIND, FleetServes.KIND);
  }
}
