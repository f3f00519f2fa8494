package dev.referee.networks;

import static dev.referee.networks.HopExpectations.ACL_ANSWERS;
import static dev.referee.networks.HopExpectations.ACL_OUT;
import static dev.referee.networks.HopExpectations.GATEWAY_ACL;

import dev.referee.Expectation;
import java.util.Optional;

/** The hops through network ACLs, for traffic and its replies. Not thread-safe. */
final class AclHops {
  /** Traffic or replies that a network ACL denies. */
  private record Blocked(String direction, String traffic, NetworkAcl.Denial denial) {}

  private final VpcReader reader;
  private final HopRecorder recorder;

  AclHops(VpcReader reader, HopRecorder recorder) {
    this.reader = reader;
    this.recorder = recorder;
  }

  Traffic out(Origin from, TrafficSpec spec) {
    return recorder.on(
        ACL_OUT,
        () -> {
          NetworkAcl acl = acl(from.vpcId(), from.subnetId());
          Traffic required = spec.traffic();
          Optional<NetworkAcl.Denial> denial = acl.denialOut(required);
          if (denial.isEmpty()) {
            recorder.passes(ACL_OUT, acl.id(), acl + " allows " + spec + " out.");
          } else {
            recorder.blocks(
                ACL_OUT,
                acl.id(),
                "outbound rules that allow " + spec.words(),
                "%s of %s does not allow %s out: %s."
                    .formatted(
                        acl,
                        from.subnetId(),
                        required.minus(acl.outbound()).words("to"),
                        denial.get()),
                "Add an outbound rule to %s that allows %s%s."
                    .formatted(acl, spec.words(), denial.get().remedy()));
          }
          return required.and(acl.outbound());
        });
  }

  Traffic answersIn(Origin from, TrafficSpec spec) {
    return recorder.on(
        ACL_ANSWERS,
        () -> {
          NetworkAcl acl = acl(from.vpcId(), from.subnetId());
          Traffic answers = spec.answers(from.ephemeral(), spec.to());
          Optional<NetworkAcl.Denial> denial = acl.denialIn(answers);
          String wanted =
              "%s from %s"
                  .formatted(spec.ephemeral(from.ephemeral()), AddressText.blocks(spec.to()));
          if (denial.isEmpty()) {
            recorder.passes(ACL_ANSWERS, acl.id(), acl + " allows the replies in.");
          } else {
            recorder.blocks(
                ACL_ANSWERS,
                acl.id(),
                "inbound rules that allow the replies: " + wanted,
                "%s of %s does not allow replies from %s in: %s."
                    .formatted(
                        acl,
                        from.subnetId(),
                        AddressText.blocks(answers.minus(acl.inbound()).far()),
                        denial.get()),
                "Add an inbound rule to %s that allows %s%s. Network ACLs are stateless: answers need"
                        .formatted(acl, wanted, denial.get().remedy())
                    + " a rule of their own.");
          }
          return spec.with(answers.and(acl.inbound()).far());
        });
  }

  /** Evaluates the network ACL between two subnets, on the side of a gateway. */
  Traffic gateway(Expectation expectation, Origin gateway, Origin from, TrafficSpec spec) {
    if (gateway.subnetId().equals(from.subnetId())) {
      return spec.traffic();
    }
    return recorder.on(
        expectation,
        () -> {
          NetworkAcl acl = acl(gateway.vpcId(), gateway.subnetId());
          Addresses senders = from.addresses().and(PathTracer.family(spec.to()));
          Traffic in = spec.with(senders);
          Traffic back = spec.answers(from.ephemeral(), senders);
          String answers =
              "%s to %s".formatted(spec.ephemeral(from.ephemeral()), AddressText.blocks(senders));
          Optional<Blocked> wrong =
              acl.denialIn(in)
                  .map(denial -> new Blocked("inbound", spec.words("from", senders), denial))
                  .or(
                      () ->
                          acl.denialOut(back)
                              .map(denial -> new Blocked("outbound", answers, denial)));
          through(expectation, acl, gateway, wrong);
          boolean some = !in.and(acl.inbound()).isEmpty() && !back.and(acl.outbound()).isEmpty();
          return some ? spec.traffic() : Traffic.none();
        });
  }

  /** Evaluates the network ACL from a gateway's subnet to the destination. */
  Traffic gatewayOut(Origin gateway, TrafficSpec spec) {
    return recorder.on(
        GATEWAY_ACL,
        () -> {
          NetworkAcl acl = acl(gateway.vpcId(), gateway.subnetId());
          Traffic out = spec.traffic();
          Traffic answers = spec.answers(gateway.ephemeral(), spec.to());
          String back =
              "%s from %s"
                  .formatted(spec.ephemeral(gateway.ephemeral()), AddressText.blocks(spec.to()));
          Optional<Blocked> wrong =
              acl.denialOut(out)
                  .map(denial -> new Blocked("outbound", spec.words(), denial))
                  .or(
                      () ->
                          acl.denialIn(answers)
                              .map(denial -> new Blocked("inbound", back, denial)));
          through(GATEWAY_ACL, acl, gateway, wrong);
          return out.and(acl.outbound()).and(spec.with(answers.and(acl.inbound()).far()));
        });
  }

  private void through(
      Expectation expectation, NetworkAcl acl, Origin gateway, Optional<Blocked> wrong) {
    if (wrong.isEmpty()) {
      recorder.passes(
          expectation, acl.id(), "%s of %s allows it.".formatted(acl, gateway.subnetId()));
      return;
    }
    recorder.blocks(
        expectation,
        acl.id(),
        "a network ACL of %s that allows the traffic and its replies in both directions"
            .formatted(gateway.subnetId()),
        "%s of %s, where %s is, has no %s rule that allows %s: %s."
            .formatted(
                acl,
                gateway.subnetId(),
                gateway.name(),
                wrong.get().direction(),
                wrong.get().traffic(),
                wrong.get().denial()),
        "Add an %s rule to %s that allows %s%s. Network ACLs are stateless: answers need a rule of"
                .formatted(
                    wrong.get().direction(),
                    acl,
                    wrong.get().traffic(),
                    wrong.get().denial().remedy())
            + " their own.");
  }

  private NetworkAcl acl(String vpcId, String subnetId) {
    return reader
        .acls(vpcId)
        .of(subnetId)
        .orElseThrow(() -> HiddenResources.shared("the network ACL", subnetId));
  }
}
