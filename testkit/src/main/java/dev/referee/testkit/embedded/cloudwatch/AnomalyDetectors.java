package dev.referee.testkit.embedded.cloudwatch;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.service.MetricName;
import dev.referee.testkit.embedded.service.Service;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.cloudwatch.model.AnomalyDetector;
import software.amazon.awssdk.services.cloudwatch.model.AnomalyDetectorStateValue;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAnomalyDetectorRequest;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAnomalyDetectorResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAnomalyDetectorsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAnomalyDetectorsResponse;
import software.amazon.awssdk.services.cloudwatch.model.PutAnomalyDetectorRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutAnomalyDetectorResponse;
import software.amazon.awssdk.services.cloudwatch.model.SingleMetricAnomalyDetector;

/** An emulation of anomaly detectors of single metrics. */
@SuppressWarnings("deprecation") // Callers still name the metric outside of the detector.
final class AnomalyDetectors {
  private AnomalyDetectors() {}

  static void addTo(Service service) {
    service
        .on(
            PutAnomalyDetectorRequest.class,
            PutAnomalyDetectorRequest::builder,
            AnomalyDetectors::put)
        .on(
            DescribeAnomalyDetectorsRequest.class,
            DescribeAnomalyDetectorsRequest::builder,
            AnomalyDetectors::describe)
        .on(
            DeleteAnomalyDetectorRequest.class,
            DeleteAnomalyDetectorRequest::builder,
            AnomalyDetectors::delete);
  }

  private static PutAnomalyDetectorResponse put(PutAnomalyDetectorRequest request, Call call) {
    SingleMetricAnomalyDetector given = request.singleMetricAnomalyDetector();
    SingleMetricAnomalyDetector single =
        given != null
            ? given
            : SingleMetricAnomalyDetector.builder()
                .namespace(request.namespace())
                .metricName(request.metricName())
                .dimensions(request.dimensions())
                .stat(request.stat())
                .build();
    String key = key(single);
    CloudWatch.of(call)
        .detectors
        .put(
            key,
            AnomalyDetector.builder()
                .namespace(single.namespace())
                .metricName(single.metricName())
                .dimensions(single.dimensions())
                .stat(single.stat())
                .configuration(request.configuration())
                .metricCharacteristics(request.metricCharacteristics())
                .stateValue(AnomalyDetectorStateValue.TRAINED)
                .singleMetricAnomalyDetector(single)
                .build());
    return PutAnomalyDetectorResponse.builder().build();
  }

  private static String key(SingleMetricAnomalyDetector single) {
    if (single.namespace() == null || single.metricName() == null || single.stat() == null) {
      throw CloudWatchErrors.missing(
          "The parameters Namespace, MetricName and Stat of a single metric are required.");
    }
    AlarmRules.checkStatistic(single.stat());
    MetricName metric =
        MetricQueries.name(single.namespace(), single.metricName(), single.dimensions());
    return metric + " " + single.stat();
  }

  private static DescribeAnomalyDetectorsResponse describe(
      DescribeAnomalyDetectorsRequest request, Call call) {
    List<AnomalyDetector> found =
        CloudWatch.of(call).detectors.values().stream()
            .filter(
                one ->
                    (request.namespace() == null || request.namespace().equals(one.namespace()))
                        && (request.metricName() == null
                            || request.metricName().equals(one.metricName()))
                        && (request.dimensions().isEmpty()
                            || request.dimensions().equals(one.dimensions())))
            .toList();
    Page<AnomalyDetector> page = Page.of(found, request.maxResults(), request.nextToken(), call);
    return DescribeAnomalyDetectorsResponse.builder()
        .anomalyDetectors(page.items())
        .nextToken(page.next())
        .build();
  }

  private static DeleteAnomalyDetectorResponse delete(
      DeleteAnomalyDetectorRequest request, Call call) {
    SingleMetricAnomalyDetector given = request.singleMetricAnomalyDetector();
    SingleMetricAnomalyDetector single =
        given != null
            ? given
            : SingleMetricAnomalyDetector.builder()
                .namespace(request.namespace())
                .metricName(request.metricName())
                .dimensions(request.dimensions())
                .stat(request.stat())
                .build();
    Map<String, AnomalyDetector> detectors = CloudWatch.of(call).detectors;
    if (detectors.remove(key(single)) == null) {
      throw new AwsError(404, "ResourceNotFoundException", "Unknown anomaly detector");
    }
    return DeleteAnomalyDetectorResponse.builder().build();
  }
}
