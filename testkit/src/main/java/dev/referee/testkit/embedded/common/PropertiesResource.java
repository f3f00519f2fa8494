package dev.referee.testkit.embedded.common;

import com.google.common.io.Resources;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** A reader of properties files among the resources of a class. */
public final class PropertiesResource {
  private PropertiesResource() {}

  /** Returns the properties in a resource next to the given class. */
  public static Properties load(Class<?> owner, String name) {
    Properties properties = new Properties();
    try (InputStream in = Resources.getResource(owner, name).openStream()) {
      properties.load(in);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("Cannot read " + name, unreadable);
    }
    return properties;
  }
}
