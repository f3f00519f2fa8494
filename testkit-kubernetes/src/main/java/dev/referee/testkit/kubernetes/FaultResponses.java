package dev.referee.testkit.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;

/** The answers of faults that need no answer of the server, or change a list of it. Thread-safe. */
final class FaultResponses {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TYPE = "application/json";
  private static final String PAGE = "<!doctype html><html><body><h1>Sign in</h1></body></html>";
  private static final String GARBAGE = "{\"kind\": \"List\", \"items\": [{\"metadata\": {\"na";
  private static final int FILLER = 1_000;

  private final AtomicLong pages = new AtomicLong();

  /** Answers an exchange by itself; says whether it did. */
  boolean answer(KubernetesFault fault, ProxyExchange exchange, String user) throws IOException {
    switch (fault.kind()) {
      case UNAUTHORIZED -> exchange.refuse(Status.UNAUTHORIZED);
      case FORBIDDEN -> exchange.refuse(Status.forbidden(exchange.request(), user));
      case NOT_SERVED ->
          exchange.refuse(
              new Status(404, "NotFound", "the server could not find the requested resource"));
      case EXPIRED ->
          exchange.refuse(
              new Status(410, "Expired", "The provided continue parameter is too old."));
      case THROTTLE -> {
        exchange.header("Retry-After", Long.toString(fault.time().toSeconds()));
        exchange.refuse(
            new Status(
                429,
                "TooManyRequests",
                "The server has received too many requests and has asked us to try again later"));
      }
      case INTERNAL_ERROR ->
          exchange.refuse(
              new Status(500, "InternalError", "Internal error occurred: an injected error"));
      case UNAVAILABLE ->
          exchange.refuse(
              new Status(
                  503,
                  "ServiceUnavailable",
                  "The server is currently unable to handle the request"));
      case HANG_UP -> exchange.close();
      case GARBAGE -> exchange.send(200, TYPE, GARBAGE.getBytes(UTF_8));
      case BODY -> exchange.send(200, TYPE, fault.text().getBytes(UTF_8));
      case FOREIGN_PAGE -> exchange.send(200, "text/html", PAGE.getBytes(UTF_8));
      case DEEP_NESTING -> nest(fault.size(), exchange);
      case REDIRECT -> {
        exchange.header("Location", fault.text());
        exchange.open(302, 0);
        exchange.close();
      }
      case STALL, DELAY, HANG, BREAK_OFF, ENDLESS_LIST, HUGE_LIST -> {
        return false;
      }
    }
    return true;
  }

  private static void nest(long levels, ProxyExchange exchange) throws IOException {
    exchange.header("Content-Type", TYPE);
    try (OutputStream out = exchange.open(200, -1)) {
      String head =
          "{\"kind\":\"List\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[{\"spec\":";
      out.write(head.getBytes(UTF_8));
      repeat("{\"a\":", levels, out);
      out.write('1');
      repeat("}", levels, out);
      out.write("}]}".getBytes(UTF_8));
    }
    exchange.close();
  }

  private static void repeat(String text, long times, OutputStream out) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    for (long i = 0; i < times; i++) {
      out.write(bytes);
    }
  }

  /** Gives a list a next page. */
  byte[] withNextPage(byte[] list) throws IOException {
    JsonNode read = JSON.readTree(list);
    if (read instanceof ObjectNode object) {
      object.withObjectProperty("metadata").put("continue", "page-" + pages.incrementAndGet());
    }
    return JSON.writeValueAsBytes(read);
  }

  /** Sends a list of this kind with so many objects that it has a size. */
  void sendHuge(byte[] list, long bytes, ProxyExchange exchange) throws IOException {
    JsonNode read = JSON.readTree(list);
    exchange.header("Content-Type", TYPE);
    try (OutputStream out = exchange.open(200, -1)) {
      ObjectNode head = JSON.createObjectNode();
      head.set("kind", read.path("kind"));
      head.set("apiVersion", read.path("apiVersion"));
      head.set("metadata", read.path("metadata"));
      String text = head.toString();
      out.write((text.substring(0, text.length() - 1) + ",\"items\":[").getBytes(UTF_8));
      String filler = "x".repeat(FILLER);
      for (long written = 0, i = 0; written < bytes; i++) {
        byte[] item =
            ((i == 0 ? "" : ",")
                    + "{\"metadata\":{\"name\":\"filler-%d\",\"namespace\":\"default\",\"annotations\":{\"filler\":\"%s\"}}}"
                        .formatted(i, filler))
                .getBytes(UTF_8);
        out.write(item);
        written += item.length;
      }
      out.write("]}".getBytes(UTF_8));
    }
    exchange.close();
  }
}
