package dev.referee.aws;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserDataSecretsTest {
  private static final String SECRET = "pl4nted/Secret+42";
  private static final String MASK = "x".repeat(SECRET.length());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "export DB_PASSWORD=%s\naws ec2 run-instances --count 5\n",
        "export DB_PASSWORD=\"%s\"; aws ec2 run-instances",
        "password: '%s'\nruncmd: [aws ec2 run-instances]",
        "{\"api_key\": \"%s\", \"other\": 1}",
        "$env:Token = \"%s\"\r\nNew-EC2Instance",
        "aws configure set aws_secret_access_key %s",
        "mysql --password %s --host db",
        "mysql --password=%s --host db",
        "f(password=\"%s\", n=1)",
        "f(secret=%s, n=1)",
        "curl -H 'Authorization: Bearer %s' https://x",
        "curl -H \"Authorization: %s\" https://x",
        "git clone https://bot:%s@git.example/x",
        "echo 'root:%s' | chpasswd",
        "ConvertTo-SecureString '%s' -AsPlainText -Force",
        "-----BEGIN RSA PRIVATE KEY-----\n%s\n-----END RSA PRIVATE KEY-----\nrest",
      })
  void areMaskedAndTheRestStays(String text) {
    String secret = text.contains("@git") ? SECRET.replace('/', '_') : SECRET;

    assertThat(SecretPatterns.masked(text.formatted(secret))).isEqualTo(text.formatted(MASK));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AKIA%s",
        "token = ghp_%s",
        "eyJ%s.abcd.efgh",
        "root:$6$%s:1:2",
      })
  void areFoundByTheirOwnLooks(String text) {
    String value = "PLANTED0PLANTED0PLANTED0";

    assertThat(SecretPatterns.masked(text.formatted(value))).doesNotContain(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TOKEN=$(aws ec2 run-instances)",
        "TOKEN=`curl http://169.254.169.254/latest/api/token`",
        "token = boto3.client(\"ec2\").run_instances()",
        "SECRET_COMMAND=\"aws ec2 run-instances\"; $SECRET_COMMAND",
        "curl -H \"X-aws-ec2-metadata-token: $TOKEN\" http://169.254.169.254/",
        "psql --no-password -c x",
        "if [ -z \"$PASSWORD\" ]; then exit 1; fi",
        "echo ${TOKEN:-none}",
        "while true; do aws ec2 run-instances; done",
      })
  void areNotWhatDecidesAVerdict(String text) {
    assertThat(SecretPatterns.masked(text)).isEqualTo(text);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String base64(String text) {
    return base64(text.getBytes(UTF_8));
  }

  private static String lines(String text) {
    return Base64.getMimeEncoder(76, "\n".getBytes(UTF_8)).encodeToString(text.getBytes(UTF_8));
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private static byte[] kept(byte[] userData) {
    String start = "<r><userData><value>";
    String end = "</value></userData></r>";
    String kept = Secrets.without(start + base64(userData) + end);
    assertThat(kept).startsWith(start).endsWith(end);
    return Base64.getDecoder().decode(kept.substring(start.length(), kept.length() - end.length()));
  }

  private static String kept(String userData) {
    return new String(kept(userData.getBytes(UTF_8)), UTF_8);
  }

  private static String script(String password) {
    return "#!/bin/bash\n# für alle\nexport DB_PASSWORD=" + password + "\n" + "ls\n".repeat(40);
  }

  @Test
  void areMaskedInEachElementOfAnAnswer() {
    String answer = "<a><userData>%s</userData><UserData>%s</UserData><b>%s</b></a>";
    String clean = base64("#!/bin/bash\nls\n");

    assertThat(Secrets.without(answer.formatted(base64(script(SECRET)), clean, "b")))
        .isEqualTo(answer.formatted(base64(script(MASK)), clean, "b"));
  }

  @Test
  void areMaskedInGzip() throws IOException {
    byte[] kept = kept(gzip(script(SECRET).getBytes(UTF_8)));

    assertThat(new GZIPInputStream(new ByteArrayInputStream(kept)).readAllBytes())
        .isEqualTo(script(MASK).getBytes(UTF_8));
  }

  @Test
  void areMaskedInUtf16() {
    assertThat(new String(kept(script(SECRET).getBytes(UTF_16LE)), UTF_16LE))
        .isEqualTo(script(MASK));
  }

  @Test
  void areMaskedInBase64OfAPart() {
    String mime =
        "Content-Type: multipart/mixed; boundary=\"b\"\n"
            + "MIME-Version: 1.0\n\n"
            + "--b\n"
            + "Content-Type: text/x-shellscript\n"
            + "Content-Transfer-Encoding: base64\n\n"
            + "%s\n\n"
            + "--b--\n";

    assertThat(kept(mime.formatted(lines(script(SECRET)))))
        .isEqualTo(mime.formatted(lines(script(MASK))));
  }

  @Test
  void areMaskedInAFileOfCloudConfig() throws IOException {
    String config = "#cloud-config\nwrite_files:\n- encoding: %s\n  content: %s\n  path: /x\n";

    assertThat(kept(config.formatted("b64", base64(script(SECRET)))))
        .isEqualTo(config.formatted("b64", base64(script(MASK))));
    assertThat(kept(config.formatted("gz+b64", base64(gzip(script(SECRET).getBytes(UTF_8))))))
        .isEqualTo(config.formatted("gz+b64", base64(gzip(script(MASK).getBytes(UTF_8)))));
    assertThat(kept(base64(base64(script(SECRET))))).isEqualTo(base64(base64(script(MASK))));
  }

  @Test
  void areLeftOutIfTheTextCannotBeSearched() throws IOException {
    byte[] packed = gzip(script(SECRET).getBytes(UTF_8));
    byte[] bomb = gzip(new byte[5 << 20]);
    String deep = script(SECRET);
    for (int i = 0; i < 8; i++) {
      deep = base64(deep);
    }

    for (byte[] kept :
        new byte[][] {kept(java.util.Arrays.copyOf(packed, packed.length - 9)), kept(bomb)}) {
      assertThat(new String(kept, ISO_8859_1))
          .startsWith("\u001f\u008b")
          .contains("left out; its SHA-256 is ");
    }
    String kept = kept(deep);
    for (int i = 0; i < 8; i++) {
      assertThat(kept).doesNotContain(SECRET);
      kept =
          kept.startsWith("\u001f")
              ? kept
              : new String(Base64.getMimeDecoder().decode(kept), ISO_8859_1);
    }
  }

  @Test
  void areMaskedInTheOutputOfCommands() {
    String answer =
        "{\"StandardOutputContent\":\"DB_PASSWORD=%1$s\\n\\\"api_key\\\": \\\"%1$s\\\"\\n\","
            + "\"StandardErrorContent\" : \"token: %1$s\",\"NextToken\":\"abcdefgh\"}";

    assertThat(Secrets.without(answer.formatted(SECRET))).isEqualTo(answer.formatted(MASK));
  }
}
