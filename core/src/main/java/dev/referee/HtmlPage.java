package dev.referee;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import com.google.common.html.HtmlEscapers;
import dev.referee.internal.Text;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Is a page of HTML that needs nothing else: no script, no image, no font, no link.
 *
 * <p>Every text is made harmless and escaped where it is put in, and there is only one place for
 * that; browsers are told, too, to take no more than this page's own style.
 */
final class HtmlPage extends Page {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --line: #d0d4da; --dim: #5b6470; --card: #f6f7f9;
        --green: #146c2e; --red: #b3261e; --yellow: #7a5200; --magenta: #8a2f8f; }
      @media (prefers-color-scheme: dark) {
        :root { --line: #3a414b; --dim: #9aa4b2; --card: #1b2027;
          --green: #6fd58a; --red: #ff8a80; --yellow: #f2c14e; --magenta: #e3a1e8; }
        body { background: #12161b; color: #e6e9ee; } }
      * { box-sizing: border-box; }
      body { margin: 0 auto; padding: 1rem; max-width: 60rem; overflow-wrap: anywhere;
        font: 1rem/1.45 system-ui, sans-serif; }
      h1 { font-size: 1.5rem; } h2 { font-size: 1.25rem; margin-top: 2.5rem; }
      h3 { font-size: 1.1rem; margin: 0 0 .25rem; } h4 { font-size: 1rem; margin: 1rem 0 .25rem; }
      p { margin: .35rem 0; } nav a { margin-right: .75rem; }
      .task { background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
        margin: 1rem 0; padding: .75rem; }
      .scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: .9rem; }
      th, td { text-align: left; padding: .25rem .6rem .25rem 0; vertical-align: top;
        border-bottom: 1px solid var(--line); overflow-wrap: normal; }
      th { color: var(--dim); font-weight: 600; }
      dl { display: grid; grid-template-columns: minmax(5rem, max-content) 1fr; gap: .1rem .75rem;
        margin: .1rem 0 .6rem 1.2rem; font-size: .95rem; }
      dt { color: var(--dim); } dd { margin: 0; } summary { color: var(--dim); cursor: pointer; }
      .green { color: var(--green); } .red { color: var(--red); } .yellow { color: var(--yellow); }
      .magenta { color: var(--magenta); } .dim { color: var(--dim); }
      @media (max-width: 30rem) { dl { grid-template-columns: 1fr; margin-left: .6rem; }
        dd { margin-bottom: .25rem; } }
      """;

  private final String title;
  private final StringBuilder body = new StringBuilder();
  private final List<String> teams = new ArrayList<>();
  private boolean inTask;
  private int firstTeam;

  HtmlPage(Look look, String title) {
    super(look);
    this.title = title;
  }

  @Override
  void blank() {
    // the style says where space is
  }

  @Override
  void heading(Level level, String text) {
    if (level == Level.CHECK) {
      add("<h4>", text, "</h4>");
      return;
    }
    endTask();
    switch (level) {
      case TEAM -> {
        if (teams.isEmpty()) {
          firstTeam = body.length();
        }
        teams.add(text);
        add("<h2 id=\"team-" + teams.size() + "\">", text, "</h2>");
      }
      case TASK -> {
        inTask = true;
        add("<section class=\"task\"><h3>", text, "</h3>");
      }
      default -> add("<h1>", text, "</h1>");
    }
  }

  private void endTask() {
    if (inTask) {
      body.append("</section>\n");
      inTask = false;
    }
  }

  @Override
  void entry(int indent, Look.Colour colour, String head, String text) {
    String shown =
        head.isBlank() ? "" : "<b class=\"" + style(colour) + "\">" + safe(head) + "</b> ";
    add("<p>" + shown, text, "</p>");
  }

  @Override
  void rows(int indent, List<Row> rows) {
    if (rows.isEmpty()) {
      return;
    }
    body.append("<dl>\n");
    for (Row row : rows) {
      add("<dt>", row.label(), "</dt>");
      add("<dd>", row.value(), "</dd>");
    }
    body.append("</dl>\n");
  }

  @Override
  void folded(int indent, String title, Runnable inside) {
    add("<details><summary>", title, "</summary>");
    inside.run();
    body.append("</details>\n");
  }

  @Override
  void table(int indent, List<String> head, List<List<String>> table) {
    int columns =
        Stream.concat(Stream.of(head), table.stream()).mapToInt(List::size).max().orElse(1);
    body.append("<div class=\"scroll\"><table>\n");
    if (!head.isEmpty()) {
      body.append("<tr>");
      head.forEach(cell -> add("<th scope=\"col\">", cell, "</th>"));
      body.append("</tr>\n");
    }
    for (List<String> row : table) {
      body.append("<tr>");
      if (row.size() == 1) {
        add("<th scope=\"rowgroup\" colspan=\"" + columns + "\">", row.get(0), "</th>");
      } else {
        row.forEach(cell -> add("<td" + mark(cell) + ">", cell, "</td>"));
      }
      body.append("</tr>\n");
    }
    body.append("</table></div>\n");
  }

  /** Colours the cells that are a mark. */
  private String mark(String cell) {
    return look().colour(cell).map(colour -> " class=\"" + style(colour) + "\"").orElse("");
  }

  private static String style(Look.Colour colour) {
    return colour.name().toLowerCase(Locale.ROOT);
  }

  private void add(String before, String text, String after) {
    body.append(before).append(safe(text)).append(after).append('\n');
  }

  private static String safe(String text) {
    return HtmlEscapers.htmlEscaper().escape(Text.harmless(text));
  }

  private String navigation() {
    if (teams.size() < 2) {
      return "";
    }
    StringBuilder links = new StringBuilder("<nav>\n");
    for (int i = 0; i < teams.size(); i++) {
      links.append("<a href=\"#team-%d\">%s</a>\n".formatted(i + 1, safe(teams.get(i))));
    }
    return links.append("</nav>\n").toString();
  }

  @Override
  public String toString() {
    endTask();
    String hash =
        Base64.getEncoder().encodeToString(Hashing.sha256().hashString(STYLE, UTF_8).asBytes());
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="referrer" content="no-referrer">
    <title>%s</title>
    <style>%s</style>
    </head>
    <body>
    %s</body>
    </html>
    """
        .formatted(
            hash, safe(title), STYLE, new StringBuilder(body).insert(firstTeam, navigation()));
  }
}
