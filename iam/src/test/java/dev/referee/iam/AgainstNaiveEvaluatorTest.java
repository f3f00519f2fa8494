package dev.referee.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.iam.NaiveEvaluator.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** A comparison with {@link NaiveEvaluator}, which treats everything as known. */
class AgainstNaiveEvaluatorTest {
  private static final Map<String, List<List<String>>> DOMAIN =
      Map.of(
          "k:one", List.of(List.of(), List.of("a"), List.of("B"), List.of("*")),
          "k:two", List.of(List.of(), List.of("a"), List.of("b"), List.of("*")),
          "k:set", List.of(List.of(), List.of("a"), List.of("a", "b"), List.of("b", "c")),
          "k:number", List.of(List.of(), List.of("3"), List.of("10.5")));

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void agreesIfEverythingIsKnown(@ForAll("worlds") World world) {
    Decision decision = decide(world, List.copyOf(world.keys().keySet()));
    assertThat(decision).isNotInstanceOf(Decision.CannotKnow.class);
    assertThat(decision instanceof Decision.Allowed)
        .as("%s", decision)
        .isEqualTo(new NaiveEvaluator(world).allowed());
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void isCertainOnlyIfItHoldsForEachValueOfAnUnknownKey(
      @ForAll("worlds") World world, @ForAll("keys") List<String> known) {
    Decision decision = decide(world, known);
    if (decision instanceof Decision.CannotKnow unknown) {
      assertThat(known).doesNotContainAnyElementsOf(unknown.keys());
      assertThat(unknown.keys()).isNotEmpty();
      return;
    }
    for (Map<String, List<String>> keys : completions(world.keys(), known)) {
      assertThat(new NaiveEvaluator(with(world, keys)).allowed())
          .as("%s where %s", decision, keys)
          .isEqualTo(decision instanceof Decision.Allowed);
    }
  }

  private static Decision decide(World world, List<String> known) {
    Access.Builder access = Access.of(Principal.roleSession(NaiveEvaluator.ROLE, "one"));
    world.identity().forEach(each -> access.identity(Policy.of("identity", each)));
    world.boundary().forEach(each -> access.boundary(Policy.of("boundary", each)));
    world.session().forEach(each -> access.session(Policy.of("session", each)));
    world.resource().forEach(each -> access.resource(Policy.of("resource", each)));
    for (List<String> level : world.serviceControl()) {
      access.serviceControl(
          level.stream().map(each -> Policy.of("scp", each)).toArray(Policy[]::new));
    }
    known.forEach(key -> access.known(key, world.keys().get(key).toArray(String[]::new)));
    access.resourceAccount(world.crossAccount() ? "444455556666" : "111122223333");
    return access.build().to(world.action(), world.resourceArn());
  }

  private static List<Map<String, List<String>>> completions(
      Map<String, List<String>> keys, List<String> known) {
    List<Map<String, List<String>>> all = new ArrayList<>(List.of(keys));
    for (String key : DOMAIN.keySet()) {
      if (!known.contains(key)) {
        List<Map<String, List<String>>> more = new ArrayList<>();
        for (Map<String, List<String>> each : all) {
          for (List<String> values : DOMAIN.get(key)) {
            Map<String, List<String>> completed = new HashMap<>(each);
            completed.put(key, values);
            more.add(completed);
          }
        }
        all = more;
      }
    }
    return all;
  }

  private static World with(World world, Map<String, List<String>> keys) {
    return new World(
        world.identity(),
        world.boundary(),
        world.session(),
        world.serviceControl(),
        world.resource(),
        world.action(),
        world.resourceArn(),
        world.crossAccount(),
        keys);
  }

  @Provide
  Arbitrary<List<String>> keys() {
    return Arbitraries.subsetOf(DOMAIN.keySet()).map(List::copyOf);
  }

  @Provide
  Arbitrary<World> worlds() {
    Arbitrary<List<String>> some = policy("").list().ofMaxSize(1);
    Arbitrary<String> byWhom =
        Arbitraries.of(
                "'*'",
                "{'AWS':'" + NaiveEvaluator.ACCOUNT + "'}",
                "{'AWS':'" + NaiveEvaluator.ROLE + "'}",
                "{'AWS':'" + NaiveEvaluator.SESSION + "'}",
                "{'AWS':'arn:aws:iam::111122223333:role/other'}")
            .map(each -> "'Principal':" + each + ",");
    Arbitrary<Map<String, List<String>>> keys =
        Combinators.combine(values("k:one"), values("k:two"), values("k:set"), values("k:number"))
            .as((a, b, c, d) -> Map.of("k:one", a, "k:two", b, "k:set", c, "k:number", d));
    return Combinators.combine(
            policy("").list().ofMaxSize(2),
            some,
            some,
            policy("").list().ofMinSize(1).ofMaxSize(2).list().ofMaxSize(1),
            byWhom.flatMap(AgainstNaiveEvaluatorTest::policy).list().ofMaxSize(1),
            Combinators.combine(
                    Arbitraries.of("s:Aa", "s:Bb", "t:Aa"),
                    Arbitraries.of("*", "arn:aws:s:::x", "arn:aws:s:::y/z", "arn:aws:s:::y/*"))
                .as(List::of),
            Arbitraries.of(true, false),
            keys)
        .as(
            (identity, boundary, session, scp, resource, asked, cross, known) ->
                new World(
                    identity,
                    boundary,
                    session,
                    scp,
                    resource,
                    asked.get(0),
                    asked.get(1),
                    cross,
                    known));
  }

  private static Arbitrary<List<String>> values(String key) {
    return Arbitraries.of(DOMAIN.get(key));
  }

  /** Most statements allow, and many allow much, or everything would be denied. */
  private static Arbitrary<String> policy(String principal) {
    Arbitrary<String> effect = Arbitraries.frequency(tuple(15, "Allow"), tuple(1, "Deny"));
    Arbitrary<String> action =
        Arbitraries.of(
            "'Action':'*'",
            "'Action':'*'",
            "'Action':'S:*'",
            "'Action':['s:aa','t:A?']",
            "'NotAction':'t:*'",
            "'NotAction':['x:*','S:B*']");
    Arbitrary<String> resource =
        Arbitraries.of(
            "'Resource':'*'",
            "'Resource':'*'",
            "'Resource':['*','arn:aws:s:::x']",
            "'Resource':'arn:aws:s:::y/*'",
            "'Resource':'arn:aws:s:::y/${*}'",
            "'Resource':'arn:aws:s:::${k:two, QaQ}*'",
            "'NotResource':'arn:aws:s:::y/?'");
    Arbitrary<String> statement =
        Combinators.combine(effect, action, resource, condition())
            .as((e, a, r, c) -> "{" + principal + "'Effect':'" + e + "'," + a + "," + r + c + "}");
    return statement
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(all -> Policies.document("2012-10-17", all.toArray(String[]::new)))
        .map(text -> text.replace('Q', '\''));
  }

  private static Arbitrary<String> condition() {
    Arbitrary<String> one =
        Arbitraries.of(
            "'StringEquals':{'k:one':'a'}",
            "'StringEquals':{'k:one':['b','${*}']}",
            "'StringEqualsIgnoreCase':{'k:one':['b','A']}",
            "'StringNotEquals':{'k:one':['a','b'],'k:two':'a'}",
            "'StringLike':{'k:one':'${k:two, QaQ}'}",
            "'StringNotLike':{'k:two':'?'}",
            "'StringEqualsIfExists':{'k:two':'b'}",
            "'StringNotEqualsIfExists':{'k:two':'b'}",
            "'Null':{'k:one':'true'}",
            "'Null':{'k:two':false}",
            "'NumericLessThan':{'k:number':10}",
            "'NumericLessThanIfExists':{'k:number':'10.6'}",
            "'ForAllValues:StringEquals':{'k:set':['a','b']}",
            "'ForAnyValue:StringEquals':{'k:set':['b','c']}",
            "'ForAllValues:StringNotEquals':{'k:set':'c'}",
            "'ForAnyValue:StringNotLike':{'k:set':'a*'}");
    return Arbitraries.frequencyOf(
        Tuple.of(2, Arbitraries.just("")),
        Tuple.of(3, one.map(each -> ",'Condition':{" + each + "}")));
  }

  private static Tuple.Tuple2<Integer, String> tuple(int frequency, String value) {
    return Tuple.of(frequency, value);
  }
}
