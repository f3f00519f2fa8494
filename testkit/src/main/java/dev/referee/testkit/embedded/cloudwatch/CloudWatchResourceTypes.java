package dev.referee.testkit.embedded.cloudwatch;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.ResourceType;
import dev.referee.testkit.embedded.service.ResourceType.Made;
import dev.referee.testkit.embedded.service.ResourceType.Properties;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutCompositeAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;

/** The CloudFormation resource types of CloudWatch. */
final class CloudWatchResourceTypes {
  private CloudWatchResourceTypes() {}

  static List<ResourceType> all() {
    return List.of(
        ResourceType.of(
                "AWS::CloudWatch::Alarm",
                CloudWatchResourceTypes::alarm,
                CloudWatchResourceTypes::delete)
            .changedBy((made, before, after, call) -> changed(made, after, call))
            .requiring("ComparisonOperator", "EvaluationPeriods")
            .identifiedBy("AlarmName")
            .calling("PutMetricAlarm", "DeleteAlarms"),
        ResourceType.of(
                "AWS::CloudWatch::CompositeAlarm",
                CloudWatchResourceTypes::composite,
                CloudWatchResourceTypes::delete)
            .changedBy((made, before, after, call) -> changedComposite(made, after, call))
            .requiring("AlarmRule")
            .identifiedBy("AlarmName")
            .calling("PutCompositeAlarm", "DeleteAlarms"));
  }

  private static Made alarm(Properties properties, Call call) {
    String name = properties.name("AlarmName");
    AlarmWrites.metric(
        properties.as(PutMetricAlarmRequest.class, PutMetricAlarmRequest.builder()).toBuilder()
            .alarmName(name)
            .build(),
        call);
    return made(name, call);
  }

  private static Made composite(Properties properties, Call call) {
    String name = properties.name("AlarmName");
    AlarmWrites.composite(
        properties
            .as(PutCompositeAlarmRequest.class, PutCompositeAlarmRequest.builder())
            .toBuilder()
            .alarmName(name)
            .build(),
        call);
    return made(name, call);
  }

  private static Made made(String name, Call call) {
    return new Made(name, Map.of("Arn", CloudWatch.of(call).alarmArn(name)));
  }

  private static @Nullable Made changed(Made made, Properties after, Call call) {
    return made.physicalId().equals(after.name("AlarmName")) ? alarm(after, call) : null;
  }

  private static @Nullable Made changedComposite(Made made, Properties after, Call call) {
    return made.physicalId().equals(after.name("AlarmName")) ? composite(after, call) : null;
  }

  private static void delete(String name, Call call) {
    AlarmUpdates.delete(DeleteAlarmsRequest.builder().alarmNames(name).build(), call);
  }
}
