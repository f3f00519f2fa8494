package dev.referee;

/**
 * One observation: a name and a value, for example {@code i-0abc} and {@code version 2}.
 *
 * @param name the subject of the observation
 * @param value the observed value; never a secret
 * @param forOrganiser whether only the organiser may see it
 */
public record Fact(String name, String value, boolean forOrganiser) {
  @Override
  public String toString() {
    return name + ": " + value;
  }
}
