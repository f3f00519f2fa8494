package dev.referee.cli;

import dev.referee.internal.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Rows of text in aligned columns, for letters of any width and without dangerous characters. */
final class Columns {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  /** Adds a row; the last cell may have any length. */
  Columns row(String... cells) {
    rows.add(List.of(cells).stream().map(Text::harmless).toList());
    return this;
  }

  /** Returns the rows as lines, none of which ends in spaces. */
  @Override
  public String toString() {
    List<Integer> widths = new ArrayList<>();
    for (List<String> row : rows) {
      widths.addAll(Collections.nCopies(Math.max(0, row.size() - widths.size()), 0));
      for (int i = 0; i < row.size(); i++) {
        widths.set(i, Math.max(widths.get(i), Text.width(row.get(i))));
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        cells.add(Text.pad(row.get(i), widths.get(i)));
      }
      lines.add(String.join(GAP, cells).stripTrailing());
    }
    return String.join("\n", lines);
  }
}
