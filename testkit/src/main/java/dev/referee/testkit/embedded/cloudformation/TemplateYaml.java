package dev.referee.testkit.embedded.cloudformation;

import com.google.common.base.Splitter;
import dev.referee.testkit.embedded.common.NoTimestampResolver;
import java.io.StringReader;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.representer.Representer;

/** A parser of template YAML, in which {@code !Ref x} is short for {@code {Ref: x}}. */
final class TemplateYaml extends SafeConstructor {

  private TemplateYaml(LoaderOptions options) {
    super(options);
    this.yamlMultiConstructors.put("!", new Intrinsic());
  }

  static Object parse(String template) {
    LoaderOptions options = new LoaderOptions();
    DumperOptions unused = new DumperOptions();
    Yaml yaml =
        new Yaml(
            new TemplateYaml(options),
            new Representer(unused),
            unused,
            options,
            new NoTimestampResolver());
    for (Event event : yaml.parse(new StringReader(template))) {
      if (event.is(Event.ID.Alias)) {
        throw Template.invalid(
            "Template error: YAML aliases are not allowed in CloudFormation templates");
      }
    }
    return yaml.load(template);
  }

  private final class Intrinsic extends AbstractConstruct {
    @Override
    public Object construct(Node node) {
      String name = node.getTag().getValue().substring(1);
      Object value = value(node);
      if (name.equals("GetAtt") && value instanceof String dotted) {
        value = Splitter.on('.').limit(2).splitToList(dotted);
      }
      return Map.of(name.equals("Ref") || name.equals("Condition") ? name : "Fn::" + name, value);
    }

    private Object value(Node node) {
      if (node instanceof ScalarNode scalar) {
        return scalar.getValue();
      }
      return node instanceof SequenceNode sequence
          ? constructSequence(sequence)
          : constructMapping((MappingNode) node);
    }
  }
}
