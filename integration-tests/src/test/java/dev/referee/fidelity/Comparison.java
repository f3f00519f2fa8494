package dev.referee.fidelity;

import dev.referee.Finding;
import dev.referee.Outcome;
import dev.referee.Referee;
import dev.referee.Verdict;
import dev.referee.testkit.CheckContract;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.Sandbox;
import dev.referee.testkit.World;
import java.util.List;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * The result of one scenario on moto, compared with the embedded account.
 *
 * @param world the world's name
 * @param state the result
 * @param words why
 */
record Comparison(String world, State state, String words) {

  /** The random part of an id, or an ARN. */
  private static final Pattern ID = Pattern.compile("-[0-9a-f]{17}\\b|(?<=arn:aws:)[^' ]+");

  /** The possible results of a comparison. */
  enum State {
    /** Both verdicts are equal. */
    EQUAL,
    /** Moto reported that it lacks an operation that this world needs, or failed. */
    LACKING,
    /** Moto differs from AWS in something that this world uses. */
    KNOWN,
    /** Nothing explains it. */
    DIFFERENT
  }

  /**
   * Compares a world.
   *
   * @param plain the server for worlds without IAM
   * @param managed the server for other worlds
   */
  static <F> Comparison of(CheckContract<F> contract, World<F> world, Moto plain, Moto managed) {
    Said here;
    Moto moto;
    try (EmbeddedSandbox embedded = EmbeddedSandbox.start()) {
      here = Said.of(judge(contract, world, embedded));
      boolean iam = embedded.embedded().calls().stream().anyMatch(it -> it.service().equals("iam"));
      moto = iam ? managed : plain;
    }
    int written = moto.written();
    try (MotoSandbox there = moto.account()) {
      return of(world, here, contract, there, moto, written);
    }
  }

  private static <F> Comparison of(
      World<F> world,
      Said here,
      CheckContract<F> contract,
      MotoSandbox there,
      Moto moto,
      int written) {
    Verdict verdict;
    try {
      verdict = judge(contract, world, there);
    } catch (AwsServiceException e) {
      return e.statusCode() == 500
          ? as(world, State.LACKING, brokeAt(there.asked(), moto.brokeSince(written)))
          : known(world, there, here, Said.NOTHING, "the story ends with " + e.getMessage());
    } catch (RuntimeException e) {
      return known(world, there, here, Said.NOTHING, "the story ends with " + e);
    }
    Said said = Said.of(verdict);
    if (said.equals(here)) {
      return as(world, State.EQUAL, here.toString());
    }
    String both =
        "%s here, %s there: %s"
            .formatted(here, said, verdict.next().flatMap(Finding::seen).orElse("no more"));
    if (said.outcome() == Outcome.INCONCLUSIVE) {
      List<String> notLearned = moto.notLearnedSince(written);
      if (!notLearned.isEmpty()) {
        return as(world, State.LACKING, String.join("; ", notLearned));
      }
    }
    return known(world, there, here, said, both);
  }

  private static Comparison known(
      World<?> world, MotoSandbox moto, Said here, Said there, String words) {
    return KnownDifference.of(new KnownDifference.Case(world, moto.asked(), here, there))
        .map(known -> as(world, State.KNOWN, known.words()))
        .orElseGet(() -> as(world, State.DIFFERENT, words));
  }

  private static String brokeAt(List<String> asked, List<String> words) {
    String last = asked.get(asked.size() - 1);
    return words.stream()
        .filter(it -> it.startsWith("NotImplementedError: "))
        .findFirst()
        .map(it -> it.substring("NotImplementedError: ".length()))
        .orElse(
            "moto breaks in "
                + last
                + ": "
                + ID.matcher(String.join("; ", words)).replaceAll("..."));
  }

  private static Comparison as(World<?> world, State state, String words) {
    return new Comparison(world.toString(), state, words);
  }

  private static <F> Verdict judge(CheckContract<F> contract, World<F> world, Sandbox sandbox) {
    var check = contract.setUp(world, sandbox);
    return Referee.builder().clock(sandbox.clock()).build().judge(check, sandbox.account());
  }
}
