package dev.referee.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;

/** The parts of an HTML page around its body: style, script and content security policy. */
final class HtmlDocument {
  private static final String STYLE = resource("report.css");
  private static final String SCRIPT = resource("report.js");

  private HtmlDocument() {}

  private static String resource(String name) {
    try {
      return Resources.toString(Resources.getResource(HtmlDocument.class, name), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String inline) {
    byte[] digest = Hashing.sha256().hashString(inline, UTF_8).asBytes();
    return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
  }

  /**
   * Returns the document.
   *
   * @param body markup with harmless texts
   */
  static String of(String title, CharSequence body) {
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src %s; script-src %s; base-uri 'none'; form-action 'none'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="referrer" content="no-referrer">
    <title>%s</title>
    <style>%s</style>
    </head>
    <body>
    <main>
    %s</main>
    <script>%s</script>
    </body>
    </html>
    """
        .formatted(hash(STYLE), hash(SCRIPT), HtmlText.attribute(title), STYLE, body, SCRIPT);
  }
}
