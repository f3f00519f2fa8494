package dev.referee.testkit.embedded;

/** Gives out public addresses, none twice in an account and Region. */
final class PublicIps {
  private static final Cidr POOL = Cidr.of("3.64.0.0/12");

  private long next = 10;

  String next() {
    return POOL.address(next++ % POOL.size());
  }
}
