package dev.referee.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * An HTTP client that counts the requests that it sends, and how many of them differ. Thread-safe.
 */
final class CountingHttp implements SdkHttpClient {
  private static final Pattern KEY = Pattern.compile("Credential=([^/]+)/[^/]+/([^,]+)");

  private final SdkHttpClient http;
  private final AtomicLong calls = new AtomicLong();
  private final Set<String> distinct = new HashSet<>();

  CountingHttp(SdkHttpClient http) {
    this.http = http;
  }

  long calls() {
    return calls.get();
  }

  synchronized int distinct() {
    return distinct.size();
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    calls.incrementAndGet();
    add(whose(request) + " " + body(request));
    return http.prepareRequest(request);
  }

  private synchronized void add(String question) {
    distinct.add(question);
  }

  private static String whose(HttpExecuteRequest request) {
    Matcher key =
        KEY.matcher(request.httpRequest().firstMatchingHeader("Authorization").orElse(""));
    return key.find() ? key.group(1) + "/" + key.group(2) : "";
  }

  private static String body(HttpExecuteRequest request) {
    return request
        .contentStreamProvider()
        .map(
            provider -> {
              try (var stream = provider.newStream()) {
                return new String(stream.readAllBytes(), UTF_8);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .orElse("");
  }

  @Override
  public void close() {
    http.close();
  }
}
