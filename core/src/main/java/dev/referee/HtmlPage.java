package dev.referee;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import com.google.common.html.HtmlEscapers;
import dev.referee.internal.Text;
import java.text.Bidi;
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
      p { margin: .35rem 0; } a { color: inherit; }
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
      details.found > summary { color: inherit; margin: .35rem 0; }
      .glance { font-size: 1rem; margin-top: 1rem; } .glance th[scope=row] { color: inherit; }
      @media (max-width: 30rem) { dl { grid-template-columns: 1fr; margin-left: .6rem; }
        dd { margin-bottom: .25rem; }
        .rows tr { display: flex; flex-wrap: wrap; gap: .1rem .75rem; padding: .3rem 0;
          border-bottom: 1px solid var(--line); }
        .rows th[scope=col], .rows td:empty { display: none; }
        .rows td, .rows th { border: 0; padding: 0; }
        .rows td[data-of]::before { content: attr(data-of) " "; color: var(--dim); }
        .rows td[data-of=task]::before { content: none; } }
      """;

  private final String title;
  private final StringBuilder body = new StringBuilder();
  private boolean inTask;
  private int teams;

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
        teams++;
        add("<h2 id=\"team-" + teams + "\">", text, "</h2>");
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
    add("<p>" + shown(colour, head), text, "</p>");
  }

  private static String shown(Look.Colour colour, String head) {
    return head.isBlank() ? "" : "<b class=\"" + style(colour) + "\">" + content(head) + "</b> ";
  }

  @Override
  void finding(int indent, Finding.State state, String head, String text, List<Row> rows) {
    if (state != Finding.State.SATISFIED || rows.isEmpty()) {
      entry(indent, Look.colour(state), head, text);
      rows(indent, rows);
      return;
    }
    add("<details class=\"found\"><summary>" + shown(Look.colour(state), head), text, "</summary>");
    rows(indent, rows);
    body.append("</details>\n");
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
  void add(int indent, List<String> head, List<List<String>> table) {
    int columns =
        Stream.concat(Stream.of(head), table.stream()).mapToInt(List::size).max().orElse(1);
    begin("rows", head);
    for (List<String> row : table) {
      body.append("<tr>");
      if (row.size() == 1) {
        add("<th scope=\"rowgroup\" colspan=\"" + columns + "\">", row.get(0), "</th>");
      } else {
        for (int i = 0; i < row.size(); i++) {
          cell(i < head.size() ? head.get(i) : "", row.get(i));
        }
      }
      body.append("</tr>\n");
    }
    end();
  }

  @Override
  void teams(List<String> head, List<List<String>> rows) {
    begin("glance", head);
    for (int i = 0; i < rows.size(); i++) {
      List<String> row = rows.get(i);
      add("<tr><th scope=\"row\"><a href=\"#team-" + (i + 1) + "\">", row.get(0), "</a></th>");
      row.subList(1, row.size()).forEach(cell -> cell("", cell));
      body.append("</tr>\n");
    }
    end();
  }

  private void begin(String style, List<String> head) {
    body.append("<div class=\"scroll\"><table class=\"" + style + "\">\n");
    if (!head.isEmpty()) {
      body.append("<tr>");
      head.forEach(cell -> add("<th scope=\"col\">", cell, "</th>"));
      body.append("</tr>\n");
    }
  }

  private void end() {
    body.append("</table></div>\n");
  }

  /** Adds a cell, which says what it is of where there is no room for a row of names. */
  private void cell(String of, String text) {
    String column = of.isEmpty() ? "" : " data-of=\"" + safe(of) + "\"";
    body.append("<td" + column + mark(text) + ">" + content(text) + "</td>");
  }

  /** Colours the cells that are a mark. */
  private String mark(String cell) {
    return look().colour(cell).map(colour -> " class=\"" + style(colour) + "\"").orElse("");
  }

  private static String style(Look.Colour colour) {
    return colour.name().toLowerCase(Locale.ROOT);
  }

  private void add(String before, String text, String after) {
    body.append(before).append(content(text)).append(after).append('\n');
  }

  /**
   * Isolates what is written from right to left, so that it moves nothing that stands beside it.
   */
  private static String content(String text) {
    String harmless = Text.harmless(text);
    Bidi bidi = new Bidi(harmless, Bidi.DIRECTION_LEFT_TO_RIGHT);
    StringBuilder content = new StringBuilder();
    int to;
    for (int from = 0; from < harmless.length(); from = to) {
      boolean leftToRight = bidi.getLevelAt(from) == 0;
      to = from;
      while (to < harmless.length() && (bidi.getLevelAt(to) == 0) == leftToRight) {
        to++;
      }
      String part = HtmlEscapers.htmlEscaper().escape(harmless.substring(from, to));
      content.append(leftToRight ? part : "<bdi>" + part + "</bdi>");
    }
    return content.toString();
  }

  private static String safe(String text) {
    return HtmlEscapers.htmlEscaper().escape(Text.harmless(text));
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
        .formatted(hash, safe(title), STYLE, body);
  }
}
