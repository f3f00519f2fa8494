package dev.referee;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Generators of arbitrary core values, friendly and hostile. */
public final class Any {
  private Any() {}

  /** Any text: other alphabets, quotes, control characters, broken surrogates, markup. */
  public static Arbitrary<String> text() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(12),
        Arbitraries.of(
            "",
            "\"},{\"outcome\":\"PASSED\"",
            "\u0000\u0007\u001b[31m",
            "\ud83d",
            "\udc00\ud83e\udd84",
            "</script>\u2028\u2029",
            "I\u0131\u0130i",
            "\ufeff\u202e"));
  }

  public static Arbitrary<String> filledText() {
    return text().map(text -> text + "x");
  }

  public static Arbitrary<Instant> instant() {
    return Arbitraries.oneOf(
        Arbitraries.longs()
            .between(0, 4_000_000_000L)
            .map(second -> Instant.ofEpochSecond(second, second % 1_000_000_000)),
        Arbitraries.of(Instant.EPOCH, Instant.MIN, Instant.MAX));
  }

  public static Arbitrary<String> code() {
    return Arbitraries.strings()
        .withCharRange('A', 'Z')
        .withCharRange('a', 'z')
        .ofMinLength(2)
        .ofMaxLength(8)
        .map(end -> "C" + end);
  }

  /** Any part of the whole, not all of it. */
  public static Arbitrary<Progress> part() {
    return Arbitraries.longs()
        .between(1, Long.MAX_VALUE)
        .flatMap(of -> Arbitraries.longs().between(0, of - 1).map(done -> Progress.of(done, of)));
  }

  public static Arbitrary<Fact> fact() {
    return Combinators.combine(text(), text(), Arbitraries.of(true, false)).as(Fact::new);
  }

  public static Arbitrary<Finding> finding() {
    return Arbitraries.of(Finding.State.class).flatMap(Any::finding);
  }

  public static Arbitrary<Finding> finding(Finding.State state) {
    Arbitrary<Expectation> expectation =
        Combinators.combine(code(), filledText(), filledText()).as(Expectation::of);
    Arbitrary<Optional<String>> maybe = text().optional();
    return Combinators.combine(
            expectation,
            part(),
            Combinators.combine(Arbitraries.of(Cause.class), instant().optional())
                .as((cause, until) -> completed(state, cause, until)),
            fact().list().ofMaxSize(3),
            maybe.list().ofSize(5))
        .as(
            (what, part, complete, facts, texts) -> {
              Finding.Builder finding = Finding.builder(what, state).facts(facts);
              complete.accept(finding);
              if (state != Finding.State.SATISFIED) {
                finding.progress(part);
              }
              return finding
                  .subject(texts.get(0))
                  .expected(texts.get(1))
                  .seen(texts.get(2))
                  .remedy(texts.get(3))
                  .after(texts.get(2))
                  .source(texts.get(4))
                  .build();
            })
        .withoutEdgeCases();
  }

  private static java.util.function.Consumer<Finding.Builder> completed(
      Finding.State state, Cause cause, Optional<Instant> until) {
    return finding -> {
      if (state == Finding.State.UNKNOWN) {
        finding.cause(cause);
      }
      if (state == Finding.State.PENDING) {
        finding.until(until);
      }
    };
  }

  public static Arbitrary<Evidence> evidence() {
    return Combinators.combine(text().list().ofSize(7), Arbitraries.integers(), instant())
        .as(
            (texts, status, at) ->
                new Evidence(
                    texts.get(0),
                    texts.get(1),
                    texts.get(2),
                    texts.get(3),
                    texts.get(4),
                    status,
                    texts.get(5),
                    at,
                    texts.get(6)));
  }

  /** Any verdict; a good part of them passed. */
  public static Arbitrary<Verdict> verdict() {
    return Combinators.combine(
            instant(),
            Arbitraries.oneOf(
                finding().list().ofMaxSize(4),
                finding(Finding.State.SATISFIED).list().ofMinSize(1).ofMaxSize(3)),
            instant().optional(),
            evidence().list().ofMaxSize(2))
        .as(
            (at, findings, fixed, answers) ->
                Verdict.of(at, findings).withFixedAt(fixed).withEvidence(answers))
        .withoutEdgeCases();
  }

  public static Arbitrary<Judgement> judgement() {
    Arbitrary<Judgement.Part> part =
        Combinators.combine(
                text(), text(), Arbitraries.longs().between(1, Long.MAX_VALUE), verdict())
            .as(Judgement.Part::new);
    return Combinators.combine(text(), text(), part.list().ofMinSize(1).ofMaxSize(3), instant())
        .as(Judgement::new)
        .withoutEdgeCases();
  }

  public static Arbitrary<Sweep> sweep() {
    Arbitrary<Sweep.Closed> closed =
        Combinators.combine(text(), text(), text().list().ofMaxSize(3))
            .as((team, task, needs) -> new Sweep.Closed(team, task, new LinkedHashSet<>(needs)));
    return Combinators.combine(
            text(),
            instant(),
            instant(),
            Arbitraries.of(true, false),
            judgement().list().ofMaxSize(3),
            closed.list().ofMaxSize(2))
        .as(Sweep::new)
        .withoutEdgeCases();
  }
}
