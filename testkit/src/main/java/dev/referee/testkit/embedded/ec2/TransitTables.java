package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AssociateTransitGatewayRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.AssociateTransitGatewayRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.CreateTransitGatewayRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.CreateTransitGatewayRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.DeleteTransitGatewayRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTransitGatewayRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayRouteTablesResponse;
import software.amazon.awssdk.services.ec2.model.DisableTransitGatewayRouteTablePropagationRequest;
import software.amazon.awssdk.services.ec2.model.DisableTransitGatewayRouteTablePropagationResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateTransitGatewayRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateTransitGatewayRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.EnableTransitGatewayRouteTablePropagationRequest;
import software.amazon.awssdk.services.ec2.model.EnableTransitGatewayRouteTablePropagationResponse;
import software.amazon.awssdk.services.ec2.model.GetTransitGatewayRouteTableAssociationsRequest;
import software.amazon.awssdk.services.ec2.model.GetTransitGatewayRouteTableAssociationsResponse;
import software.amazon.awssdk.services.ec2.model.GetTransitGatewayRouteTablePropagationsRequest;
import software.amazon.awssdk.services.ec2.model.GetTransitGatewayRouteTablePropagationsResponse;
import software.amazon.awssdk.services.ec2.model.TransitGateway;
import software.amazon.awssdk.services.ec2.model.TransitGatewayAssociation;
import software.amazon.awssdk.services.ec2.model.TransitGatewayAttachment;
import software.amazon.awssdk.services.ec2.model.TransitGatewayPropagation;
import software.amazon.awssdk.services.ec2.model.TransitGatewayRouteTable;
import software.amazon.awssdk.services.ec2.model.TransitGatewayRouteTableAssociation;
import software.amazon.awssdk.services.ec2.model.TransitGatewayRouteTablePropagation;
import software.amazon.awssdk.services.ec2.model.TransitGatewayRouteTableState;

/**
 * An emulation of transit gateway route tables: associations, one per attachment, and propagations.
 * Their routes are {@link TransitRoutes}.
 */
final class TransitTables {
  private final Ec2 ec2;
  private final ResourceTable<TransitGatewayRouteTable> table;
  private final Map<String, String> associations = new LinkedHashMap<>();
  private final Map<String, Set<String>> propagations = new LinkedHashMap<>();

  TransitTables(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new ResourceTable<>(
            ec2,
            new ResourceTable.Kind(
                "tgw-rtb",
                "transit-gateway-route-table",
                "InvalidRouteTableID.NotFound",
                "InvalidRouteTableId.Malformed",
                "Transit Gateway Route Table %s was deleted or does not exist."),
            TransitGatewayRouteTable::transitGatewayRouteTableId,
            (table, tags) -> table.toBuilder().tags(tags).build(),
            new Filters<TransitGatewayRouteTable>()
                .on(
                    "default-association-route-table",
                    TransitGatewayRouteTable::defaultAssociationRouteTable)
                .on(
                    "default-propagation-route-table",
                    TransitGatewayRouteTable::defaultPropagationRouteTable)
                .on("state", TransitGatewayRouteTable::stateAsString)
                .on("transit-gateway-id", TransitGatewayRouteTable::transitGatewayId)
                .on(
                    "transit-gateway-route-table-id",
                    TransitGatewayRouteTable::transitGatewayRouteTableId));
  }

  CreateTransitGatewayRouteTableResponse create(
      CreateTransitGatewayRouteTableRequest request, Call call) {
    String gatewayId = ec2.transitGateways.available(request.transitGatewayId()).transitGatewayId();
    String id = make(gatewayId, false, false, Duration.ofSeconds(30));
    ec2.tags.specified(id, request.tagSpecifications());
    return CreateTransitGatewayRouteTableResponse.builder()
        .transitGatewayRouteTable(table.tagged(table.get(id)))
        .build();
  }

  String make(String gatewayId, boolean associates, boolean propagates, Duration after) {
    String id = ec2.ids.next("tgw-rtb");
    table.put(
        TransitGatewayRouteTable.builder()
            .transitGatewayRouteTableId(id)
            .transitGatewayId(gatewayId)
            .state(TransitGatewayRouteTableState.PENDING)
            .defaultAssociationRouteTable(associates)
            .defaultPropagationRouteTable(propagates)
            .creationTime(ec2.now())
            .build());
    ec2.later(
        after,
        () ->
            table.change(
                id,
                table -> table.toBuilder().state(TransitGatewayRouteTableState.AVAILABLE).build()));
    return id;
  }

  DescribeTransitGatewayRouteTablesResponse describe(
      DescribeTransitGatewayRouteTablesRequest request, Call call) {
    Page<TransitGatewayRouteTable> page =
        Page.of(
            table.describe(request.transitGatewayRouteTableIds(), request.filters()),
            request.maxResults(),
            request.nextToken(),
            call);
    return DescribeTransitGatewayRouteTablesResponse.builder()
        .transitGatewayRouteTables(page.items())
        .nextToken(page.next())
        .build();
  }

  DeleteTransitGatewayRouteTableResponse delete(
      DeleteTransitGatewayRouteTableRequest request, Call call) {
    TransitGatewayRouteTable one = get(request.transitGatewayRouteTableId());
    String id = one.transitGatewayRouteTableId();
    if (associations.containsValue(id)
        || Boolean.TRUE.equals(one.defaultAssociationRouteTable())
        || Boolean.TRUE.equals(one.defaultPropagationRouteTable())) {
      throw new AwsError(400, "IncorrectState", id + " has associations or is a default table");
    }
    TransitGatewayRouteTable removed =
        table.tagged(one).toBuilder().state(TransitGatewayRouteTableState.DELETING).build();
    table.remove(id);
    propagations.remove(id);
    ec2.transitRoutes.forget(id);
    return DeleteTransitGatewayRouteTableResponse.builder()
        .transitGatewayRouteTable(removed)
        .build();
  }

  AssociateTransitGatewayRouteTableResponse associate(
      AssociateTransitGatewayRouteTableRequest request, Call call) {
    String tableId = get(request.transitGatewayRouteTableId()).transitGatewayRouteTableId();
    String attachment = request.transitGatewayAttachmentId();
    ec2.transitAttachments.mustBeUsable(attachment);
    if (associations.containsKey(attachment)) {
      throw new AwsError(
          400,
          "Resource.AlreadyAssociated",
          "Transit Gateway Attachment " + attachment + " is already associated to a route table.");
    }
    associate(tableId, attachment);
    return AssociateTransitGatewayRouteTableResponse.builder()
        .association(association(tableId, attachment, "associating"))
        .build();
  }

  /** Puts an attachment that has become available into the default tables of its gateway. */
  void join(TransitGateway gateway, String attachment) {
    String associated = gateway.options().associationDefaultRouteTableId();
    String propagated = gateway.options().propagationDefaultRouteTableId();
    if (associated != null) {
      associations.put(attachment, associated);
    }
    if (propagated != null) {
      propagate(propagated, attachment);
    }
  }

  private void associate(String tableId, String attachment) {
    associations.put(attachment, tableId);
  }

  DisassociateTransitGatewayRouteTableResponse disassociate(
      DisassociateTransitGatewayRouteTableRequest request, Call call) {
    String tableId = get(request.transitGatewayRouteTableId()).transitGatewayRouteTableId();
    String attachment = request.transitGatewayAttachmentId();
    ec2.transitAttachments.general(attachment);
    if (!associations.remove(attachment, tableId)) {
      throw new AwsError(
          400,
          "InvalidAssociation.NotFound",
          "Transit Gateway Attachment " + attachment + " is not associated with " + tableId);
    }
    return DisassociateTransitGatewayRouteTableResponse.builder()
        .association(association(tableId, attachment, "disassociating"))
        .build();
  }

  private TransitGatewayAssociation association(String tableId, String attachment, String state) {
    TransitGatewayAttachment end = ec2.transitAttachments.general(attachment);
    return TransitGatewayAssociation.builder()
        .transitGatewayRouteTableId(tableId)
        .transitGatewayAttachmentId(attachment)
        .resourceType(end.resourceType())
        .resourceId(end.resourceId())
        .state(state)
        .build();
  }

  GetTransitGatewayRouteTableAssociationsResponse associations(
      GetTransitGatewayRouteTableAssociationsRequest request, Call call) {
    String tableId = get(request.transitGatewayRouteTableId()).transitGatewayRouteTableId();
    List<TransitGatewayRouteTableAssociation> all =
        associations.keySet().stream()
            .filter(attachment -> tableId.equals(associations.get(attachment)))
            .map(
                attachment ->
                    SdkFieldCopier.overlay(
                            association(tableId, attachment, "associated"),
                            TransitGatewayRouteTableAssociation.builder())
                        .build())
            .toList();
    Filters<TransitGatewayRouteTableAssociation> filters =
        new Filters<TransitGatewayRouteTableAssociation>()
            .on("resource-id", TransitGatewayRouteTableAssociation::resourceId)
            .on("resource-type", TransitGatewayRouteTableAssociation::resourceTypeAsString)
            .on(
                "transit-gateway-attachment-id",
                TransitGatewayRouteTableAssociation::transitGatewayAttachmentId);
    Page<TransitGatewayRouteTableAssociation> page =
        Page.of(
            filters.select(all, request.filters()),
            request.maxResults(),
            request.nextToken(),
            call);
    return GetTransitGatewayRouteTableAssociationsResponse.builder()
        .associations(page.items())
        .nextToken(page.next())
        .build();
  }

  EnableTransitGatewayRouteTablePropagationResponse enable(
      EnableTransitGatewayRouteTablePropagationRequest request, Call call) {
    String tableId = get(request.transitGatewayRouteTableId()).transitGatewayRouteTableId();
    String attachment = request.transitGatewayAttachmentId();
    ec2.transitAttachments.mustBeUsable(attachment);
    if (propagatedTo(tableId).contains(attachment)) {
      throw new AwsError(
          400,
          "TransitGatewayRouteTablePropagation.Duplicate",
          "Propagation " + attachment + " in Transit Gateway Route Table " + tableId + " exists");
    }
    propagate(tableId, attachment);
    return EnableTransitGatewayRouteTablePropagationResponse.builder()
        .propagation(propagation(tableId, attachment, "enabling"))
        .build();
  }

  private void propagate(String tableId, String attachment) {
    propagations.computeIfAbsent(tableId, same -> new LinkedHashSet<>()).add(attachment);
  }

  DisableTransitGatewayRouteTablePropagationResponse disable(
      DisableTransitGatewayRouteTablePropagationRequest request, Call call) {
    String tableId = get(request.transitGatewayRouteTableId()).transitGatewayRouteTableId();
    String attachment = request.transitGatewayAttachmentId();
    ec2.transitAttachments.general(attachment);
    if (!propagations.getOrDefault(tableId, new LinkedHashSet<>()).remove(attachment)) {
      throw new AwsError(
          400,
          "TransitGatewayRouteTablePropagation.NotFound",
          "Propagation " + attachment + " in Transit Gateway Route Table " + tableId);
    }
    return DisableTransitGatewayRouteTablePropagationResponse.builder()
        .propagation(propagation(tableId, attachment, "disabling"))
        .build();
  }

  private TransitGatewayPropagation propagation(String tableId, String attachment, String state) {
    TransitGatewayAttachment end = ec2.transitAttachments.general(attachment);
    return TransitGatewayPropagation.builder()
        .transitGatewayRouteTableId(tableId)
        .transitGatewayAttachmentId(attachment)
        .resourceType(end.resourceType())
        .resourceId(end.resourceId())
        .state(state)
        .build();
  }

  GetTransitGatewayRouteTablePropagationsResponse propagations(
      GetTransitGatewayRouteTablePropagationsRequest request, Call call) {
    String tableId = get(request.transitGatewayRouteTableId()).transitGatewayRouteTableId();
    List<TransitGatewayRouteTablePropagation> all =
        propagatedTo(tableId).stream()
            .map(
                attachment ->
                    SdkFieldCopier.overlay(
                            propagation(tableId, attachment, "enabled"),
                            TransitGatewayRouteTablePropagation.builder())
                        .build())
            .toList();
    Filters<TransitGatewayRouteTablePropagation> filters =
        new Filters<TransitGatewayRouteTablePropagation>()
            .on("resource-id", TransitGatewayRouteTablePropagation::resourceId)
            .on("resource-type", TransitGatewayRouteTablePropagation::resourceTypeAsString)
            .on(
                "transit-gateway-attachment-id",
                TransitGatewayRouteTablePropagation::transitGatewayAttachmentId);
    Page<TransitGatewayRouteTablePropagation> page =
        Page.of(
            filters.select(all, request.filters()),
            request.maxResults(),
            request.nextToken(),
            call);
    return GetTransitGatewayRouteTablePropagationsResponse.builder()
        .transitGatewayRouteTablePropagations(page.items())
        .nextToken(page.next())
        .build();
  }

  TransitGatewayRouteTable get(String id) {
    return table.get(id);
  }

  @Nullable String associatedWith(String attachment) {
    return associations.get(attachment);
  }

  Set<String> propagatedTo(String tableId) {
    return propagations.getOrDefault(tableId, Set.of());
  }

  /** Ends an attachment's association and propagations; static routes to it stay. */
  void leave(String attachment) {
    associations.remove(attachment);
    propagations.values().forEach(all -> all.remove(attachment));
  }

  void forget(String gatewayId) {
    for (TransitGatewayRouteTable one :
        table.all(table -> table.transitGatewayId().equals(gatewayId))) {
      table.remove(one.transitGatewayRouteTableId());
      ec2.transitRoutes.forget(one.transitGatewayRouteTableId());
    }
  }
}
