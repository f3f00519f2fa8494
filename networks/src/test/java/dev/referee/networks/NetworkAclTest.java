package dev.referee.networks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.NetworkAclEntry;

class NetworkAclTest {

  private static NetworkAclEntry entry(
      int number, String action, UnaryOperator<NetworkAclEntry.Builder> what) {
    return what.apply(
            NetworkAclEntry.builder()
                .ruleNumber(number)
                .ruleAction(action)
                .egress(true)
                .protocol("-1")
                .cidrBlock("0.0.0.0/0"))
        .build();
  }

  private static NetworkAcl acl(NetworkAclEntry... entries) {
    return new NetworkAcl(
        software.amazon.awssdk.services.ec2.model.NetworkAcl.builder()
            .networkAclId("acl-1")
            .entries(entries)
            .build());
  }

  private static UnaryOperator<NetworkAclEntry.Builder> tcp(int from, int to, String block) {
    return it -> it.protocol("6").portRange(range -> range.from(from).to(to)).cidrBlock(block);
  }

  private static final NetworkAclEntry LAST = entry(32767, "deny", it -> it);

  @Test
  void deniesWhatNoRuleAllows() {
    assertThat(acl(LAST).outbound().isEmpty()).isTrue();
    assertThat(acl().denialOut(Traffic.of("tcp 443 to 1.1.1.1")))
        .map(Object::toString)
        .hasValue("no rule allows it");
  }

  @Test
  void asksForNoLowerNumberIfOnlyTheDefaultRuleDenies() {
    NetworkAcl acl = acl(LAST, entry(100, "allow", tcp(443, 443, "0.0.0.0/0")));

    NetworkAcl.Denial denial = acl.denialOut(Traffic.of("udp 53 to 8.8.8.9")).orElseThrow();

    assertThat(denial.toString()).isEqualTo("no rule allows it");
    assertThat(denial.remedy()).isEmpty();
  }

  @Test
  void appliesTheLowestRuleThatMatches() {
    NetworkAcl acl =
        acl(
            LAST,
            entry(200, "deny", tcp(443, 443, "8.8.8.0/24")),
            entry(100, "allow", tcp(443, 443, "8.8.8.8/32")),
            entry(300, "allow", tcp(0, 65535, "0.0.0.0/0")));

    assertThat(acl.outbound())
        .isEqualTo(
            Traffic.of("tcp to 0.0.0.0/0")
                .minus(Traffic.of("tcp 443 to 8.8.8.0/24"))
                .plus(Traffic.of("tcp 443 to 8.8.8.8")));
    NetworkAcl.Denial denial = acl.denialOut(Traffic.of("tcp 443 to 8.8.8.9")).orElseThrow();
    assertThat(denial.toString()).isEqualTo("rule 200 denies it");
    assertThat(denial.remedy()).contains("below 200");
    assertThat(acl.denialOut(Traffic.of("tcp 443 to 8.8.8.8"))).isEmpty();
  }

  @Test
  void keepsTheDirectionsApart() {
    NetworkAcl acl = acl(entry(100, "allow", it -> it.egress(false)));

    assertThat(acl.inbound()).isEqualTo(Traffic.of("all to 0.0.0.0/0"));
    assertThat(acl.outbound().isEmpty()).isTrue();
  }

  @Test
  void readsIcmpAndIpv6() {
    NetworkAcl acl =
        acl(
            entry(
                100,
                "allow",
                it ->
                    it.protocol("58")
                        .icmpTypeCode(icmp -> icmp.type(128).code(-1))
                        .cidrBlock(null)
                        .ipv6CidrBlock("::/0")),
            entry(110, "allow", it -> it.protocol("50")));

    assertThat(acl.outbound())
        .isEqualTo(Traffic.of("icmpv6 128 to ::/0").plus(Traffic.of("50 to 0.0.0.0/0")));
  }
}
