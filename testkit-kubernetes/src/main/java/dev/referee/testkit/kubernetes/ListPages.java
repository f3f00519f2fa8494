package dev.referee.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The pages of lists: their largest size, and how to cut a list of the mock server, which has no
 * pages. Thread-safe.
 */
final class ListPages {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Splitter PARAMETERS = Splitter.on('&').omitEmptyStrings();
  private static final String LIMIT = "limit=";
  private static final String CONTINUE = "continue=";

  /** The bytes of the smallest item and its comma. */
  private static final int SMALLEST_ITEM = 3;

  private volatile int most = Integer.MAX_VALUE;

  void most(int items) {
    most = items;
  }

  /** Returns the query of a list with a limit that is at most the largest size. */
  @Nullable String limited(@Nullable String query) {
    int size = most;
    if (query == null || size == Integer.MAX_VALUE) {
      return query;
    }
    return PARAMETERS
        .splitToStream(query)
        .map(each -> each.startsWith(LIMIT) ? LIMIT + Math.min(size, limit(query)) : each)
        .collect(Collectors.joining("&"));
  }

  /** Returns the page that a query asks for of a complete list. */
  byte[] page(byte[] list, @Nullable String query) throws IOException {
    int limit = Math.min(most, limit(query));
    int first = first(query);
    if (first == 0 && list.length / SMALLEST_ITEM <= limit) {
      return list;
    }
    JsonNode read = JSON.readTree(list);
    if (!(read instanceof ObjectNode object)
        || !(object.path("items") instanceof ArrayNode items)
        || (first == 0 && items.size() <= limit)) {
      return list;
    }
    int end = (int) Math.min(items.size(), (long) first + limit);
    ArrayNode page = JSON.createArrayNode();
    for (int i = first; i < end; i++) {
      page.add(items.get(i));
    }
    if (end < items.size()) {
      object.withObjectProperty("metadata").put("continue", Integer.toString(end));
    }
    object.set("items", page);
    return JSON.writeValueAsBytes(object);
  }

  private static int limit(@Nullable String query) {
    int limit = number(query, LIMIT);
    return limit == 0 ? Integer.MAX_VALUE : limit;
  }

  private static int first(@Nullable String query) {
    return number(query, CONTINUE);
  }

  private static int number(@Nullable String query, String parameter) {
    return query == null
        ? 0
        : PARAMETERS
            .splitToStream(query)
            .filter(each -> each.startsWith(parameter))
            .map(each -> each.substring(parameter.length()))
            .filter(each -> each.matches("\\d{1,9}"))
            .mapToInt(Integer::parseInt)
            .findFirst()
            .orElse(0);
  }
}
