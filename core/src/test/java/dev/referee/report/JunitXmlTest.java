package dev.referee.report;

import static dev.referee.Unicorns.CLEAN_DONE;
import static dev.referee.Unicorns.NOT_QUIET_YET;
import static dev.referee.Unicorns.NOT_REPLACED;
import static dev.referee.Unicorns.NOT_SEEN;
import static dev.referee.Unicorns.NOW;
import static dev.referee.Unicorns.judgement;
import static dev.referee.Unicorns.task;
import static dev.referee.Unicorns.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Disclosure;
import dev.referee.Finding;
import dev.referee.Game;
import dev.referee.Module;
import dev.referee.Sweep;
import dev.referee.Task;
import dev.referee.Unicorns;
import java.io.StringReader;
import java.util.List;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class JunitXmlTest {
  private static final String HOSTILE =
      "]]></failure><x a=\"1\">&'\u0000\u001b[31m\ud83d\ude08\ud800";

  private final Task spawner = task("spawner", "Strange <instances>").build();
  private final Task mail = task("mail", "Mail").build();
  private final Task quiet = task("quiet", "Quiet").build();
  private final Task clean = task("clean", "Clean").build();
  private final Task late = task("late", "Late").needs(Set.of("mail")).build();
  private final Game game =
      Game.builder("unicorn", "Unicorn & Corp")
          .module(Module.of("all", "All", spawner, mail, quiet, clean, late))
          .build();
  private final Sweep sweep =
      new Sweep(
          "unicorn",
          NOW,
          NOW.plusMillis(2_500),
          true,
          List.of(
              judgement("red", spawner, verdict(CLEAN_DONE, NOT_REPLACED)),
              judgement("red", mail, verdict(NOT_SEEN)),
              judgement("red", quiet, verdict(NOT_QUIET_YET)),
              judgement("red", clean, verdict(CLEAN_DONE)),
              judgement("blue", clean, verdict(CLEAN_DONE))),
          List.of(new Sweep.Closed("red", "late", Set.of("mail"))));

  @Test
  void hasASuiteForEachTeamAndCountsWhatIsInIt() throws Exception {
    Element all = read(JunitXml.write(Report.forOrganisers(), game, sweep));

    assertThat(counts(all)).containsExactly("6", "1", "1", "2");
    assertThat(all.getAttribute("name")).isEqualTo("Unicorn & Corp");
    assertThat(all.getAttribute("time")).isEqualTo("2.500");
    assertThat(counts(first(all, "testsuite"))).containsExactly("5", "1", "1", "2");
    assertThat(first(all, "testsuite").getAttribute("timestamp")).isEqualTo("2026-11-22T10:02:30");
    assertThat(all.getElementsByTagName("testsuite").getLength()).isEqualTo(2);
    assertThat(all.getElementsByTagName("testcase").getLength()).isEqualTo(6);
  }

  @Test
  void aFailureHasTheFindings() throws Exception {
    Element failure = first(read(JunitXml.write(Report.forOrganisers(), game, sweep)), "failure");

    assertThat(((Element) failure.getParentNode()).getAttribute("name"))
        .isEqualTo("Strange <instances> (spawner)");
    assertThat(((Element) failure.getParentNode()).getAttribute("classname"))
        .isEqualTo("unicorn.red");
    assertThat(failure.getAttribute("message")).contains("FAILED", "InstancesNotReplaced");
    assertThat(failure.getTextContent())
        .contains("Start an instance refresh of the group.", "version 2 on 2 instances");
  }

  @Test
  void whatCouldNotBeSeenIsAnErrorAndWhatWaitsIsSkipped() throws Exception {
    Element all = read(JunitXml.write(Report.forOrganisers(), game, sweep));

    assertThat(first(all, "error").getAttribute("type")).isEqualTo("INCONCLUSIVE");
    assertThat(first(all, "error").getAttribute("message")).contains("ACCESS_DENIED");
    NodeList skipped = all.getElementsByTagName("skipped");
    assertThat(((Element) skipped.item(0)).getAttribute("message")).contains("PENDING", "10:05:00");
    assertThat(((Element) skipped.item(1)).getAttribute("message")).contains("waits for mail");
  }

  @Test
  void playersAreShownNoMoreThanTheyMaySee() {
    assertThat(JunitXml.write(Report.forPlayers(Disclosure.NUDGE), game, sweep))
        .contains("FAILED")
        .doesNotContain("InstancesNotReplaced", "version 2", "ACCESS_DENIED");
  }

  @Test
  void hostileTextStaysText() throws Exception {
    Task task = task("task", HOSTILE).text(HOSTILE).area(HOSTILE).build();
    Game hostile = Game.builder("game", HOSTILE).module(Module.of("module", HOSTILE, task)).build();
    Finding finding =
        Unicorns.REPLACED
            .unsatisfied()
            .subject(HOSTILE)
            .seen(HOSTILE)
            .remedy(HOSTILE)
            .fact(HOSTILE, HOSTILE)
            .build();
    Sweep seen =
        new Sweep(
            "game", NOW, NOW, true, List.of(judgement("red", task, verdict(finding))), List.of());

    String xml = JunitXml.write(Report.forOrganisers().coloured(true), hostile, seen);

    assertThat(xml).doesNotContain("\u001b", "\u0000");
    assertThat(read(xml).getElementsByTagName("x").getLength()).isZero();
    assertThat(first(read(xml), "failure").getTextContent()).contains("]]></failure><x a=\"1\">&'");
  }

  private static List<String> counts(Element suite) {
    return List.of(
        suite.getAttribute("tests"),
        suite.getAttribute("failures"),
        suite.getAttribute("errors"),
        suite.getAttribute("skipped"));
  }

  private static Element first(Element in, String name) {
    return (Element) in.getElementsByTagName(name).item(0);
  }

  private static Element read(String xml) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    return factory
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)))
        .getDocumentElement();
  }
}
