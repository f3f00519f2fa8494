package dev.referee.testkit.embedded.protocol;

import dev.referee.testkit.embedded.common.Pojos;
import dev.referee.testkit.embedded.common.Scalars;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/**
 * A reader of query-protocol parameters into the SDK's request classes.
 *
 * <p>EC2 numbers list entries directly ({@code Filter.1}); AWS query puts the member's name between
 * ({@code StackNames.member.1}) unless the list is flattened, and maps are lists of entries with a
 * key and a value.
 */
record QueryReader(boolean ec2) {

  SdkPojo read(SdkPojo builder, ParamTree tree) {
    return Pojos.fill(
        builder,
        (field, unused) -> {
          ParamTree at = tree.at(field.locationName());
          return at == null ? null : value(field, at);
        });
  }

  private @Nullable Object value(SdkField<?> field, ParamTree at) {
    return switch (field.marshallingType().getKnownType()) {
      case SDK_POJO -> read(Pojos.nested(field), at);
      case LIST -> list(field, at);
      case MAP -> map(field, at);
      default -> {
        String text = at.value();
        yield text == null ? null : Scalars.parse(field, text, Format.ISO_8601);
      }
    };
  }

  private List<?> list(SdkField<?> field, ParamTree at) {
    SdkField<?> member = Pojos.member(field);
    boolean direct = ec2 || field.getRequiredTrait(ListTrait.class).isFlattened();
    ParamTree under = direct ? at : at.at(member.locationName());
    return under == null
        ? List.of()
        : under.numbered().stream().map(entry -> value(member, entry)).toList();
  }

  private Map<String, Object> map(SdkField<?> field, ParamTree at) {
    MapTrait names = field.getRequiredTrait(MapTrait.class);
    ParamTree under = names.isFlattened() ? at : at.at("entry");
    Map<String, Object> map = new LinkedHashMap<>();
    for (ParamTree entry : under == null ? List.<ParamTree>of() : under.numbered()) {
      ParamTree key = entry.at(names.keyLocationName());
      ParamTree value = entry.at(names.valueLocationName());
      String name = key == null ? null : key.value();
      Object read = value == null ? null : value(Pojos.value(field), value);
      if (name != null && read != null) {
        map.put(name, read);
      }
    }
    return map;
  }
}
