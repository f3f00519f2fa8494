package dev.referee.testkit.embedded.common;

import com.google.common.io.Resources;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** A reader of the tables in resource files. */
public final class Tables {
  private Tables() {}

  /** Returns a table, from the resources beside its owner. */
  public static Properties load(Class<?> owner, String name) {
    Properties table = new Properties();
    try (InputStream in = Resources.getResource(owner, name).openStream()) {
      table.load(in);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("Cannot read " + name, unreadable);
    }
    return table;
  }
}
