package dev.referee.report;

import static com.google.common.collect.ImmutableList.toImmutableList;

import dev.referee.Finding;
import dev.referee.internal.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A page of lines of text, for a terminal. */
final class TextPage extends Page {
  private static final String GAP = "  ";
  private static final int WIDEST_LABEL = 28;
  private static final int WIDEST_CELL = 40;

  private final List<String> lines = new ArrayList<>();

  TextPage(TextStyle look) {
    super(look);
  }

  @Override
  void blank() {
    if (!lines.isEmpty() && !lines.get(lines.size() - 1).isEmpty()) {
      lines.add("");
    }
  }

  @Override
  void heading(Level level, String text) {
    heading(text);
  }

  private void heading(String text) {
    for (String line : Text.wrap(Text.harmless(text), look().width())) {
      lines.add(look().paint(TextStyle.Colour.BOLD, line));
    }
  }

  @Override
  void entry(int indent, TextStyle.Colour colour, String head, String text) {
    put(indent, colour, head, Text.harmless(text));
  }

  private void put(int indent, TextStyle.Colour colour, String head, String text) {
    int before = indent + Text.width(head);
    if (text.isEmpty()) {
      lines.add(head.isBlank() ? "" : " ".repeat(indent) + look().paint(colour, head.strip()));
      return;
    }
    List<String> wrapped = Text.wrap(text, Math.max(10, look().width() - before));
    lines.add(" ".repeat(indent) + look().paint(colour, head) + wrapped.get(0));
    wrapped.stream().skip(1).forEach(line -> lines.add(" ".repeat(before) + line));
  }

  @Override
  void rows(int indent, List<Row> rows) {
    int widest = rows.stream().mapToInt(row -> Text.width(label(row))).max().orElse(0);
    for (Row row : rows) {
      String head = Text.pad(label(row), Math.min(widest, WIDEST_LABEL)) + GAP;
      if (Text.width(head) <= WIDEST_LABEL + GAP.length()) {
        entry(indent, TextStyle.Colour.DIM, head, value(row));
      } else {
        entry(indent, TextStyle.Colour.DIM, "", row.label());
        entry(indent + 4, TextStyle.Colour.DIM, "", value(row));
      }
    }
  }

  private static String value(Row row) {
    return row.value().isBlank() ? "'" + row.value() + "'" : row.value();
  }

  private static String label(Row row) {
    return Text.harmless(row.label());
  }

  @Override
  void folded(int indent, String title, Runnable inside) {
    entry(indent, TextStyle.Colour.DIM, "", title);
    inside.run();
  }

  @Override
  void chapter(String title) {
    blank();
  }

  @Override
  void numbers(List<Row> numbers) {
    line(
        numbers.stream()
            .map(number -> number.value() + " " + number.label())
            .collect(Collectors.joining(", ")));
  }

  @Override
  void team(String name, String standing, String anchor, boolean folded, Runnable inside) {
    blank();
    heading(name);
    inside.run();
  }

  @Override
  void task(String title, String anchor, Runnable inside) {
    blank();
    heading(title);
    inside.run();
  }

  @Override
  void finding(Finding.State state, boolean isNext, String head, String text, List<Row> rows) {
    entry(0, TextStyle.colour(state), (isNext ? look().arrow() : " ") + " " + head, text);
    rows(6, rows);
  }

  @Override
  void teams(List<Cell> head, List<? extends List<Cell>> rows, int named) {
    cells(0, head.stream().map(Cell::text).collect(toImmutableList()), rows);
  }

  /** If a row is too wide, its last cell goes to the next line. */
  @Override
  void add(int indent, List<String> head, List<? extends List<Cell>> table) {
    List<List<String>> rows =
        Stream.concat(
                Stream.of(head).filter(it -> !it.isEmpty()),
                table.stream().map(row -> row.stream().map(Cell::text).toList()))
            .map(TextPage::harmless)
            .collect(toImmutableList());
    List<Integer> widths = new ArrayList<>();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size() && row.size() > 1; i++) {
        int width = Math.min(WIDEST_CELL, Text.width(row.get(i)));
        if (i == widths.size()) {
          widths.add(width);
        }
        widths.set(i, Math.max(widths.get(i), width));
      }
    }
    for (List<String> row : rows) {
      if (row.size() == 1) {
        heading(row.get(0));
      } else if (fits(indent, padded(row, widths))) {
        row(indent, padded(row, widths));
      } else {
        row(indent, padded(row.subList(0, row.size() - 1), widths));
        String last = row.get(row.size() - 1);
        if (!last.isEmpty()) {
          put(indent + 4, TextStyle.Colour.BOLD, "", last);
        }
      }
    }
  }

  private boolean fits(int indent, List<String> cells) {
    return indent + Text.width(String.join(GAP, cells)) <= look().width();
  }

  /** Adds a row of a table; the marks in its first line are coloured. */
  private void row(int indent, List<String> cells) {
    if (fits(indent, cells)) {
      String line = cells.stream().map(this::painted).collect(Collectors.joining(GAP));
      lines.add((" ".repeat(indent) + line).stripTrailing());
      return;
    }
    String line = String.join(GAP, cells);
    Optional<TextStyle.Colour> colour = look().colour(cells.get(0).strip());
    int mark = colour.isPresent() ? cells.get(0).strip().length() : 0;
    put(
        indent,
        colour.orElse(TextStyle.Colour.BOLD),
        line.substring(0, mark),
        line.substring(mark));
  }

  private String painted(String cell) {
    return look().colour(cell.strip()).map(it -> look().paint(it, cell)).orElse(cell);
  }

  private static List<String> harmless(List<String> row) {
    return row.stream().map(Text::harmless).collect(toImmutableList());
  }

  /** Pads the cells to the widths of their columns, except empty cells at the end. */
  private static List<String> padded(List<String> row, List<Integer> widths) {
    int last = row.size();
    while (last > 0 && row.get(last - 1).isEmpty()) {
      last--;
    }
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < last; i++) {
      cells.add(i == last - 1 ? row.get(i) : Text.pad(row.get(i), widths.get(i)));
    }
    return cells;
  }

  @Override
  public String toString() {
    return String.join("\n", lines) + "\n";
  }
}
