package dev.referee.networks;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.utils.builder.SdkBuilder;
import software.amazon.awssdk.utils.builder.ToCopyableBuilder;

/** An EC2 client that leaves one member out of the responses to one operation. */
final class Holes implements InvocationHandler {
  private final Ec2Client whole;
  private final String operation;
  private final int place;
  private int passed;
  private String left = "";

  /**
   * Creates the client.
   *
   * @param operation the operation, as in {@code describeSubnets}
   * @param place the index of the member to leave out, counted through each response
   */
  Holes(Ec2Client whole, String operation, int place) {
    this.whole = whole;
    this.operation = operation;
    this.place = place;
  }

  Ec2Client client() {
    return (Ec2Client)
        Proxy.newProxyInstance(
            Holes.class.getClassLoader(), new Class<?>[] {Ec2Client.class}, this);
  }

  /**
   * Returns the member that was left out, for example {@code Route.State}; empty if there is none.
   */
  String left() {
    return left;
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getName().endsWith("Paginator")
        || (arguments != null && !(arguments[0] instanceof SdkPojo))) {
      return InvocationHandler.invokeDefault(proxy, method, arguments);
    }
    Object answer;
    try {
      answer = method.invoke(whole, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    passed = 0;
    return method.getName().equals(operation) ? copy((SdkPojo) answer) : answer;
  }

  private SdkPojo copy(SdkPojo part) {
    SdkBuilder<?, ?> builder = (SdkBuilder<?, ?>) ((ToCopyableBuilder<?, ?>) part).toBuilder();
    for (SdkField<?> field : part.sdkFields()) {
      Object value = field.getValueOrDefault(part);
      if (value instanceof List<?> list) {
        List<Object> copies = new ArrayList<>();
        list.forEach(each -> copies.add(each instanceof SdkPojo pojo ? copy(pojo) : each));
        field.set(builder, copies);
      } else if (value != null && passed++ == place) {
        left = part.getClass().getSimpleName() + "." + field.memberName();
        field.set(builder, null);
      } else if (value instanceof SdkPojo pojo) {
        field.set(builder, copy(pojo));
      }
    }
    return (SdkPojo) builder.build();
  }
}
