package dev.referee.cli;

import dev.referee.internal.Urls;
import java.net.URI;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A converter of the addresses of emulators. */
final class EndpointConverter implements ITypeConverter<URI> {

  @Override
  public URI convert(String text) {
    return Urls.http(text).orElseThrow(() -> new TypeConversionException(mistake(text)));
  }

  private static String mistake(String text) {
    if (text.isEmpty()) {
      return "it is empty. Is AWS_ENDPOINT_URL set in this shell?";
    }
    // It may contain a password, which must not be repeated.
    return text.contains("@")
        ? "the address must not contain a user name (example: http://127.0.0.1:4566)"
        : "'%s' is not an address such as http://127.0.0.1:4566".formatted(text);
  }
}
