package dev.referee.gamefile;

import dev.referee.gamefile.Value.Field;
import dev.referee.gamefile.Value.Fields;
import dev.referee.gamefile.Value.Items;
import dev.referee.gamefile.Value.Kind;
import dev.referee.gamefile.Value.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A builder of values from YAML 1.2, and thus from JSON.
 *
 * <p>It processes the parser's events one by one and stops as soon as the file is too deep or too
 * large, so a hostile file is never built in memory. An alias counts with the size of its content,
 * and cannot be inside of it.
 */
final class YamlTree {
  static final int DEEPEST = 40;
  static final int MOST_VALUES = 50_000;

  private static final Map<Tag, Kind> KINDS =
      Map.of(
          Tag.STR, Kind.TEXT,
          Tag.INT, Kind.WHOLE,
          Tag.FLOAT, Kind.DECIMAL,
          Tag.BOOL, Kind.FLAG,
          Tag.NULL, Kind.NOTHING,
          Tag.MERGE, Kind.TEXT);

  private final Problems mistakes;
  private final ScalarResolver resolver = new CoreSchema().getScalarResolver();
  private final Map<Anchor, Value> anchors = new HashMap<>();
  private final Iterator<Event> events;
  private int values;

  /** An exception that ends the reading of a file. */
  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient SourceLocation at;

    Stop(SourceLocation location, String why) {
      super(why);
      this.at = location;
    }
  }

  private YamlTree(String text, Problems mistakes) {
    this.mistakes = mistakes;
    LoadSettings settings =
        LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).setParseComments(false).build();
    this.events = new Parse(settings).parseString(spaced(text)).iterator();
  }

  /** JSON may be indented with tabs, which the YAML parser does not accept as spaces. */
  private static String spaced(String text) {
    return text.stripLeading().startsWith("{") ? text.replace('\t', ' ') : text;
  }

  /** Reads the text; empty if it is not YAML, or too large. */
  static Optional<Value> read(String text, Problems mistakes) {
    try {
      return new YamlTree(text, mistakes).document();
    } catch (Stop e) {
      mistakes.add(e.at, String.valueOf(e.getMessage()));
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      mistakes.add(
          mark.map(YamlTree::place).orElse(SourceLocation.START),
          "This is not valid YAML: " + said(e));
    } catch (ReaderException e) {
      mistakes.add(
          place(text, e.getPosition()),
          "YAML does not allow the character U+%04X".formatted(e.getCodePoint()));
    } catch (YamlEngineException e) {
      mistakes.add(SourceLocation.START, "This is not valid YAML: " + e.getMessage());
    }
    return Optional.empty();
  }

  private static String said(MarkedYamlEngineException e) {
    String context = e.getContext();
    return context == null ? e.getProblem() : context + ": " + e.getProblem();
  }

  private Optional<Value> document() {
    Optional<Value> document = Optional.empty();
    while (events.hasNext()) {
      Event event = events.next();
      switch (event.getEventId()) {
        case DocumentStart -> {
          if (document.isPresent()) {
            throw new Stop(
                place(event), "A file contains one game, but a second document begins here");
          }
        }
        case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
        default -> document = Optional.of(value(event, 1));
      }
    }
    if (document.isEmpty()) {
      mistakes.add(SourceLocation.START, "The file is empty");
    }
    return document;
  }

  private Value value(Event event, int depth) {
    SourceLocation location = place(event);
    if (depth > DEEPEST) {
      throw new Stop(location, "A game file must not be nested deeper than " + DEEPEST + " levels");
    }
    Value value;
    if (event instanceof AliasEvent alias) {
      value = meant(alias);
      count(location, value.size());
      return value;
    }
    count(location, 1);
    if (event instanceof ScalarEvent scalar) {
      value = scalar(scalar);
    } else if (event instanceof MappingStartEvent start) {
      tag(start);
      value = fields(location, depth);
    } else {
      tag((CollectionStartEvent) event);
      value = items(location, depth);
    }
    ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor, value));
    return value;
  }

  private Value meant(AliasEvent alias) {
    Value value = anchors.get(alias.getAlias());
    if (value == null) {
      throw new Stop(
          place(alias),
          "The alias '%s' refers to nothing that is complete before it"
              .formatted(alias.getAlias().getValue()));
    }
    return value;
  }

  private void count(SourceLocation location, int more) {
    values += more;
    if (values > MOST_VALUES) {
      throw new Stop(
          location,
          "The file has more than %d values (each alias counts with its content)"
              .formatted(MOST_VALUES));
    }
  }

  private Scalar scalar(ScalarEvent event) {
    Tag tag =
        event
            .getTag()
            .filter(name -> !name.equals("!"))
            .map(Tag::new)
            .orElseGet(
                () ->
                    event.isPlain() && event.getTag().isEmpty()
                        ? resolver.resolve(event.getValue(), true)
                        : Tag.STR);
    Kind kind = KINDS.get(tag);
    if (kind == null) {
      refuse(event, tag.getValue());
      kind = Kind.TEXT;
    }
    return new Scalar(place(event), event.getValue(), kind);
  }

  private void tag(CollectionStartEvent event) {
    Tag own = event instanceof MappingStartEvent ? Tag.MAP : Tag.SEQ;
    event
        .getTag()
        .filter(name -> !name.equals("!") && !name.equals(own.getValue()))
        .ifPresent(name -> refuse(event, name));
  }

  private void refuse(Event event, String tag) {
    mistakes.add(place(event), "The tag '%s' is not supported in a game file".formatted(tag));
  }

  private Items items(SourceLocation location, int depth) {
    List<Value> items = new ArrayList<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      items.add(value(event, depth + 1));
    }
    return Items.of(location, items);
  }

  private Fields fields(SourceLocation location, int depth) {
    Map<String, Field> fields = new LinkedHashMap<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = events.next()) {
      SourceLocation keyAt = place(event);
      Value key = value(event, depth + 1);
      Value value = value(events.next(), depth + 1);
      if (!(key instanceof Scalar name) || name.kind() == Kind.NOTHING) {
        mistakes.add(keyAt, "A key has to be a text, not " + key.words());
        continue;
      }
      Field first = fields.putIfAbsent(name.text(), new Field(keyAt, name.text(), value));
      if (first != null) {
        mistakes.add(
            keyAt, "'%s' is already given in line %d".formatted(name.text(), first.at().line()));
      }
    }
    return Fields.of(location, List.copyOf(fields.values()));
  }

  private static SourceLocation place(Event event) {
    return event.getStartMark().map(YamlTree::place).orElse(SourceLocation.START);
  }

  private static SourceLocation place(Mark mark) {
    return new SourceLocation(mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static SourceLocation place(String text, int position) {
    int at = text.offsetByCodePoints(0, Math.min(position, text.codePointCount(0, text.length())));
    return SourceLocation.after(text.substring(0, at));
  }
}
