package dev.referee.cli;

import dev.referee.internal.Urls;
import java.net.URI;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the addresses of emulators. */
final class EndpointConverter implements ITypeConverter<URI> {

  @Override
  public URI convert(String text) {
    return Urls.http(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    text.isEmpty()
                        ? "nothing was given. Is AWS_ENDPOINT_URL set in this shell?"
                        : "'%s' is no address as in http://127.0.0.1:4566".formatted(text)));
  }
}
