package dev.referee.ec2.userdata;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import dev.referee.ec2.userdata.Reading.Kind;
import java.util.Base64;

/**
 * A user data sample with its expected result.
 *
 * @param file its file in the corpus
 * @param value its true result
 * @param about the kind of example
 * @param steps what is done to the text before it is given to EC2
 * @param text the user data before that
 */
record Sample(
    String file, String name, Kind value, String about, ImmutableList<String> steps, String text) {

  /** Returns the user data as given to EC2. */
  byte[] bytes() {
    byte[] bytes = text.getBytes(UTF_8);
    for (String step : steps) {
      bytes = Packing.apply(step, bytes);
    }
    return bytes;
  }

  /** Returns the user data as the EC2 API returns it. */
  String base64() {
    return Base64.getEncoder().encodeToString(bytes());
  }

  boolean isPlain() {
    return steps.isEmpty();
  }

  @Override
  public String toString() {
    return value + " " + file + ": " + name;
  }
}
