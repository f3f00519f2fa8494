package dev.referee.testkit.embedded.ec2;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;
import com.google.common.hash.Hashing;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Page;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServicesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServicesResponse;
import software.amazon.awssdk.services.ec2.model.PrivateDnsDetails;
import software.amazon.awssdk.services.ec2.model.ServiceDetail;
import software.amazon.awssdk.services.ec2.model.ServiceTypeDetail;

/**
 * The services of AWS that VPC endpoints lead to.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html">AWS
 *     services that integrate with AWS PrivateLink</a>
 */
final class EndpointServices {
  /** The services that gateway endpoints lead to. */
  private static final Set<String> GATEWAY = ImmutableSet.of("dynamodb", "s3", "s3express");

  /** The services that interface endpoints lead to. */
  private static final Set<String> INTERFACE =
      ImmutableSet.copyOf(
          Splitter.on(CharMatcher.whitespace())
              .omitEmptyStrings()
              .split(
                  """
                  access-analyzer account acm-pca airflow.api airflow.env airflow.ops
                  application-autoscaling appconfig appconfigdata appmesh appmesh-envoy-management
                  apprunner apprunner.requests appstream.api appstream.streaming appsync-api aps
                  aps-workspaces athena auditmanager autoscaling autoscaling-plans backup
                  backup-gateway batch bedrock bedrock-agent bedrock-agent-runtime bedrock-runtime
                  braket cassandra cloudcontrolapi clouddirectory cloudformation cloudhsmv2 cloudtrail
                  codeartifact.api codeartifact.repositories codebuild codecommit
                  codeconnections.api codedeploy codedeploy-commands-secure codeguru-profiler
                  codeguru-reviewer codepipeline codestar-connections.api comprehend
                  comprehendmedical config console data-servicediscovery databrew dataexchange
                  datasync datazone devicefarm devops-guru dms drs ds dynamodb dynamodb-streams ebs
                  ec2 ec2messages ecr.api ecr.dkr ecs ecs-agent ecs-telemetry eks eks-auth elasticache
                  elasticbeanstalk elasticbeanstalk-health elasticfilesystem elasticloadbalancing
                  elasticmapreduce email-smtp emr-containers emr-serverless emrwal.prod events
                  evidently execute-api fis forecast forecastquery frauddetector fsx git-codecommit
                  glue grafana grafana-workspace greengrass groundstation guardduty guardduty-data
                  healthlake identitystore imagebuilder inspector-scan inspector2 internetmonitor
                  iot.credentials iot.data iotsitewise.api iotsitewise.data kendra kinesis-firehose
                  kinesis-streams kms lakeformation lambda license-manager logs m2 macie2 mediaconnect
                  memory-db mgn monitoring network-firewall networkmonitor outposts
                  payment-cryptography.controlplane payment-cryptography.dataplane personalize
                  personalize-events personalize-runtime pinpoint pinpoint-sms-voice-v2 pipes polly
                  proton qldb.session rds rds-data redshift redshift-data redshift-serverless
                  rekognition resource-groups robomaker rolesanywhere rum rum-dataplane s3 s3-outposts
                  sagemaker.api sagemaker.featurestore-runtime sagemaker.runtime scheduler
                  secretsmanager securityhub securitylake servicecatalog servicecatalog-appregistry
                  servicediscovery signin sms sns sqs ssm ssm-contacts ssm-incidents ssmmessages
                  states storagegateway streaming-rekognition sts swf sync-states synthetics tagging
                  textract timestream.ingest-cell1 timestream.query-cell1 transcribe
                  transcribestreaming transfer transfer.server translate trustedadvisor
                  verifiedpermissions vpc-lattice wellarchitected workspaces xray
                  """));

  private static final Filters<ServiceDetail> FILTERS =
      new Filters<ServiceDetail>()
          .members(
              ServiceDetail.builder(),
              """
              owner = Owner
              service-name = ServiceName
              service-region = ServiceRegion
              service-type = ServiceType.ServiceType
              supported-ip-address-types = SupportedIpAddressTypes
              """)
          .tags(ServiceDetail::tags);

  private final Ec2 ec2;
  private final String prefix;

  EndpointServices(Ec2 ec2) {
    this.ec2 = ec2;
    this.prefix = "com.amazonaws." + ec2.context.region() + ".";
  }

  /** Refuses a service that no endpoint leads to, or only one of the other type. */
  void require(String service, boolean isInterface) {
    String own = service.startsWith(prefix) ? service.substring(prefix.length()) : "";
    boolean byInterface = INTERFACE.contains(own);
    boolean byGateway = GATEWAY.contains(own);
    if (!byInterface && !byGateway) {
      throw unknown(service);
    }
    if (isInterface ? !byInterface : !byGateway) {
      throw new AwsError(
          400,
          "InvalidParameter",
          "Endpoint type (%s) does not match available service types ([%s])."
              .formatted(
                  isInterface ? "Interface" : "Gateway", isInterface ? "Gateway" : "Interface"));
    }
  }

  private static AwsError unknown(String service) {
    return new AwsError(
        400, "InvalidServiceName", "The Vpc Endpoint Service '" + service + "' does not exist");
  }

  /** Returns the name of a service's hosts: {@code api.ecr} for {@code ...ecr.api}. */
  String host(String service) {
    List<String> parts = Splitter.on('.').splitToList(service.substring(prefix.length()));
    return String.join(".", Lists.reverse(parts)) + "." + ec2.context.region();
  }

  DescribeVpcEndpointServicesResponse describe(
      DescribeVpcEndpointServicesRequest request, Call call) {
    List<ServiceDetail> all = all();
    for (String name : request.serviceNames()) {
      if (all.stream().noneMatch(service -> service.serviceName().equals(name))) {
        throw unknown(name);
      }
    }
    List<ServiceDetail> selected =
        FILTERS.select(all, request.filters()).stream()
            .filter(
                service ->
                    request.serviceNames().isEmpty()
                        || request.serviceNames().contains(service.serviceName()))
            .filter(
                service ->
                    request.serviceRegions().isEmpty()
                        || request.serviceRegions().contains(service.serviceRegion()))
            .toList();
    Page<ServiceDetail> page = Page.of(selected, request.maxResults(), request.nextToken(), call);
    return DescribeVpcEndpointServicesResponse.builder()
        .serviceDetails(page.items())
        .serviceNames(page.items().stream().map(ServiceDetail::serviceName).distinct().toList())
        .nextToken(page.next())
        .build();
  }

  private List<ServiceDetail> all() {
    return Stream.concat(
            GATEWAY.stream().map(name -> detail(name, "Gateway")),
            INTERFACE.stream().map(name -> detail(name, "Interface")))
        .sorted((service, other) -> service.serviceName().compareTo(other.serviceName()))
        .toList();
  }

  private ServiceDetail detail(String name, String type) {
    String service = prefix + name;
    String host = host(service);
    ServiceDetail.Builder detail =
        ServiceDetail.builder()
            .serviceName(service)
            .serviceId("vpce-svc-" + id(service + type))
            .serviceType(ServiceTypeDetail.builder().serviceType(type).build())
            .serviceRegion(ec2.context.region())
            .availabilityZones(ec2.zones.all().stream().map(AvailabilityZone::zoneName).toList())
            .availabilityZoneIds(ec2.zones.all().stream().map(AvailabilityZone::zoneId).toList())
            .owner("amazon")
            .vpcEndpointPolicySupported(true)
            .acceptanceRequired(false)
            .managesVpcEndpoints(false)
            .tags(List.of())
            .supportedIpAddressTypesWithStrings("ipv4");
    if (type.equals("Gateway")) {
      return detail.baseEndpointDnsNames(host + ".amazonaws.com").build();
    }
    String privateName = host + ".amazonaws.com";
    return detail
        .baseEndpointDnsNames(host + ".vpce.amazonaws.com")
        .privateDnsName(privateName)
        .privateDnsNames(PrivateDnsDetails.builder().privateDnsName(privateName).build())
        .privateDnsNameVerificationState("verified")
        .build();
  }

  private static String id(String name) {
    return Hashing.sha256().hashString(name, StandardCharsets.UTF_8).toString().substring(0, 17);
  }
}
