package dev.referee.report;

import dev.referee.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A self-contained HTML page, without external images, fonts or links.
 *
 * <p>{@link HtmlText} escapes every text.
 */
final class HtmlPage extends Page {
  private final String title;
  private final StringBuilder body = new StringBuilder();
  private final List<Satisfied> satisfied = new ArrayList<>();

  /** A satisfied finding that is not written yet, because others may follow. */
  private record Satisfied(String head, String text, List<Row> rows) {}

  HtmlPage(TextStyle look, String title) {
    super(look.withDays());
    this.title = title;
  }

  @Override
  void blank() {
    // the style sets the space
  }

  @Override
  void heading(Level level, String text) {
    String element = level == Level.GAME ? "h1" : "h4";
    add("<" + element + ">", text, "</" + element + ">");
  }

  @Override
  void chapter(String title) {
    add("<h2>", title, "</h2>");
  }

  @Override
  void numbers(List<Row> numbers) {
    markup("<dl class=\"numbers\">");
    for (Row number : numbers) {
      add("<div><dt>", number.label(), "</dt>");
      add("<dd>", number.value(), "</dd></div>");
    }
    markup("</dl>");
  }

  @Override
  void team(String name, String standing, String anchor, boolean folded, Runnable inside) {
    markup(folded ? "<details class=\"team\"><summary>" : "<header>");
    add("<h2>", name, "</h2>");
    if (!standing.isEmpty()) {
      add("<span class=\"standing\">", standing, "</span>");
    }
    markup(folded ? "</summary>" : "</header>");
    markup("<div class=\"inside\" id=\"" + anchor + "\">");
    inside.run();
    markup(folded ? "</div></details>" : "</div>");
  }

  @Override
  void task(String title, String anchor, Runnable inside) {
    markup("<section class=\"task\"" + (anchor.isEmpty() ? "" : " id=\"" + anchor + "\"") + ">");
    add("<h3>", title, "</h3>");
    inside.run();
    markup("</section>");
  }

  @Override
  void entry(int indent, TextStyle.Colour colour, String head, String text) {
    add("<p>" + shown(colour, head), text, "</p>");
  }

  private static String shown(TextStyle.Colour colour, String head) {
    return head.isBlank()
        ? ""
        : "<b class=\"" + style(colour) + "\">" + HtmlText.content(head) + "</b> ";
  }

  @Override
  void finding(Finding.State state, boolean isNext, String head, String text, List<Row> rows) {
    if (state == Finding.State.SATISFIED) {
      satisfied.add(new Satisfied(head, text, rows));
      return;
    }
    markup("<div class=\"finding" + (isNext ? " next" : "") + "\">");
    entry(0, TextStyle.colour(state), (isNext ? look().arrow() + " " : "") + head, text);
    rows(0, rows);
    markup("</div>");
  }

  /** Writes the satisfied findings, folded, because they matter less than the others. */
  private void writeSatisfied() {
    List<Satisfied> findings = List.copyOf(satisfied);
    satisfied.clear();
    if (findings.isEmpty()) {
      return;
    }
    String head =
        "%s %d satisfied".formatted(look().mark(Finding.State.SATISFIED), findings.size());
    markup(
        "<details class=\"found\"><summary>" + shown(TextStyle.Colour.GREEN, head) + "</summary>");
    for (Satisfied each : findings) {
      markup("<div class=\"finding\">");
      entry(0, TextStyle.Colour.GREEN, each.head(), each.text());
      rows(0, each.rows());
      markup("</div>");
    }
    markup("</details>");
  }

  @Override
  void rows(int indent, List<Row> rows) {
    if (rows.isEmpty()) {
      return;
    }
    markup("<dl>");
    for (Row row : rows) {
      add("<dt>", row.label(), "</dt>");
      add("<dd>", row.value(), "</dd>");
    }
    markup("</dl>");
  }

  @Override
  void folded(int indent, String title, Runnable inside) {
    add("<details><summary>", title, "</summary>");
    inside.run();
    markup("</details>");
  }

  @Override
  void add(int indent, List<String> head, List<? extends List<Cell>> table) {
    int columns =
        Stream.concat(Stream.of(head), table.stream()).mapToInt(List::size).max().orElse(1);
    begin("<div class=\"scroll\"><table class=\"rows\">", head.stream().map(Cell::of).toList());
    for (List<Cell> row : table) {
      markup("<tr>");
      if (row.size() == 1) {
        cell("th scope=\"rowgroup\" colspan=\"" + columns + "\"", row.get(0));
      } else {
        for (int i = 0; i < row.size(); i++) {
          String of = i < head.size() ? head.get(i) : "";
          cell("td" + (of.isEmpty() ? "" : attribute("data-of", of)), row.get(i));
        }
      }
      markup("</tr>");
    }
    end();
  }

  @Override
  void teams(List<Cell> head, List<? extends List<Cell>> rows, int named) {
    begin(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Teams\">"
            + "<table class=\"glance\">",
        head);
    for (List<Cell> row : rows) {
      markup("<tr>");
      for (int i = 0; i < row.size(); i++) {
        boolean isNumber = row.get(i).label().isEmpty();
        cell(i == named ? "th scope=\"row\"" : isNumber ? "td class=\"number\"" : "td", row.get(i));
      }
      markup("</tr>");
    }
    end();
  }

  private void begin(String table, List<Cell> head) {
    markup(table);
    if (!head.isEmpty()) {
      markup("<thead><tr>");
      head.forEach(cell -> cell("th scope=\"col\"", cell));
      markup("</tr></thead>");
    }
    markup("<tbody>");
  }

  private void end() {
    markup("</tbody></table></div>");
  }

  /** Adds a cell; a mark is coloured and has a label. */
  private void cell(String element, Cell cell) {
    String text = HtmlText.content(cell.text());
    String mark = look().colour(cell.text()).map(it -> attribute("class", style(it))).orElse("");
    String label = cell.label().isEmpty() ? "" : attribute("title", cell.label());
    String spoken = cell.label().isEmpty() ? "" : attribute("aria-label", cell.label());
    String inside =
        cell.anchor().isEmpty()
            ? text
            : "<a" + attribute("href", "#" + cell.anchor()) + mark + spoken + ">" + text + "</a>";
    markup(
        "<"
            + element
            + (cell.anchor().isEmpty() ? mark : "")
            + label
            + ">"
            + inside
            + "</"
            + element.substring(0, 2)
            + ">");
  }

  private static String attribute(String name, String value) {
    return " " + name + "=\"" + HtmlText.attribute(value) + "\"";
  }

  private static String style(TextStyle.Colour colour) {
    return colour.name().toLowerCase(Locale.ROOT);
  }

  private void add(String before, String text, String after) {
    markup(before + HtmlText.content(text) + after);
  }

  /** Adds markup; every text in it is harmless. */
  private void markup(String html) {
    writeSatisfied();
    body.append(html).append('\n');
  }

  @Override
  public String toString() {
    writeSatisfied();
    return HtmlDocument.of(title, body);
  }
}
