package dev.referee.testkit.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.model.CreateDocumentRequest;
import software.amazon.awssdk.services.ssm.model.CreateDocumentResponse;
import software.amazon.awssdk.services.ssm.model.DeleteDocumentRequest;
import software.amazon.awssdk.services.ssm.model.DeleteDocumentResponse;
import software.amazon.awssdk.services.ssm.model.DescribeDocumentRequest;
import software.amazon.awssdk.services.ssm.model.DescribeDocumentResponse;
import software.amazon.awssdk.services.ssm.model.DocumentDefaultVersionDescription;
import software.amazon.awssdk.services.ssm.model.DocumentDescription;
import software.amazon.awssdk.services.ssm.model.DocumentFormat;
import software.amazon.awssdk.services.ssm.model.DocumentHashType;
import software.amazon.awssdk.services.ssm.model.DocumentIdentifier;
import software.amazon.awssdk.services.ssm.model.DocumentKeyValuesFilter;
import software.amazon.awssdk.services.ssm.model.DocumentStatus;
import software.amazon.awssdk.services.ssm.model.GetDocumentRequest;
import software.amazon.awssdk.services.ssm.model.GetDocumentResponse;
import software.amazon.awssdk.services.ssm.model.ListDocumentsRequest;
import software.amazon.awssdk.services.ssm.model.ListDocumentsResponse;
import software.amazon.awssdk.services.ssm.model.PlatformType;
import software.amazon.awssdk.services.ssm.model.UpdateDocumentDefaultVersionRequest;
import software.amazon.awssdk.services.ssm.model.UpdateDocumentDefaultVersionResponse;
import software.amazon.awssdk.services.ssm.model.UpdateDocumentRequest;
import software.amazon.awssdk.services.ssm.model.UpdateDocumentResponse;

/** Keeps Systems Manager's documents, in JSON: a few of Amazon's, and the account's own. */
final class SsmDocuments {

  /** A document with its versions; the first one is number 1. */
  static final class Kept {
    final String name;
    final String type;
    final String owner;
    final Instant created;
    final List<String> versions = new ArrayList<>();
    int defaultVersion = 1;

    private Kept(String name, String type, String owner, Instant created, String content) {
      this.name = name;
      this.type = type;
      this.owner = owner;
      this.created = created;
      versions.add(content);
    }

    /** Returns what stands in the default version. */
    JsonNode content() {
      return JsonCodec.parse(versions.get(defaultVersion - 1));
    }
  }

  private static final String AMAZON = "Amazon";

  private final Ssm ssm;
  private final Map<String, Kept> byName = new TreeMap<>();

  SsmDocuments(Ssm ssm) {
    this.ssm = ssm;
    amazons(
        "AWS-RunShellScript",
        "Command",
        """
        {"schemaVersion":"1.2","description":"Runs a shell script.","parameters":{
        "commands":{"type":"StringList","minItems":1},
        "workingDirectory":{"type":"String","default":""},
        "executionTimeout":{"type":"String","default":"3600"}},
        "runtimeConfig":{"aws:runShellScript":{"properties":[{"id":"0.aws:runShellScript",
        "runCommand":"{{ commands }}","workingDirectory":"{{ workingDirectory }}",
        "timeoutSeconds":"{{ executionTimeout }}"}]}}}
        """);
    for (SessionDocuments.Amazons document : SessionDocuments.ALL) {
      amazons(document.name(), "Session", document.content());
    }
  }

  private void amazons(String name, String type, String content) {
    byName.put(name, new Kept(name, type, AMAZON, ssm.now(), content));
  }

  GetDocumentResponse get(GetDocumentRequest request, Call call) {
    Kept document = named(request.name());
    int version = version(document, request.documentVersion());
    return GetDocumentResponse.builder()
        .name(document.name)
        .createdDate(document.created)
        .documentVersion(Integer.toString(version))
        .status(DocumentStatus.ACTIVE)
        .content(document.versions.get(version - 1))
        .documentType(document.type)
        .documentFormat(DocumentFormat.JSON)
        .build();
  }

  ListDocumentsResponse list(ListDocumentsRequest request, Call call) {
    List<DocumentIdentifier> found =
        byName.values().stream()
            .filter(one -> request.filters().stream().allMatch(it -> matches(one, it, call)))
            .map(SsmDocuments::listed)
            .toList();
    Page<DocumentIdentifier> page = Page.of(found, request.maxResults(), request.nextToken(), call);
    return ListDocumentsResponse.builder()
        .documentIdentifiers(page.items())
        .nextToken(page.next())
        .build();
  }

  private static boolean matches(Kept document, DocumentKeyValuesFilter filter, Call call) {
    return filter.values().stream()
        .anyMatch(
            value ->
                switch (filter.key()) {
                  case "Owner" ->
                      switch (value) {
                        case "Self" -> document.owner.equals(call.accountId());
                        case "Amazon" -> document.owner.equals(AMAZON);
                        default -> value.equals("All");
                      };
                  case "DocumentType" -> document.type.equals(value);
                  case "Name" -> document.name.startsWith(value);
                  case "PlatformTypes" -> value.equalsIgnoreCase("Linux");
                  default -> throw Ssm.error("InvalidFilterKey", "The specified key is not valid.");
                });
  }

  private static DocumentIdentifier listed(Kept document) {
    DocumentDescription shown = shown(document, document.defaultVersion);
    return DocumentIdentifier.builder()
        .name(shown.name())
        .createdDate(shown.createdDate())
        .owner(shown.owner())
        .platformTypes(shown.platformTypes())
        .documentVersion(shown.documentVersion())
        .documentType(shown.documentType())
        .schemaVersion(shown.schemaVersion())
        .documentFormat(shown.documentFormat())
        .build();
  }

  DescribeDocumentResponse describe(DescribeDocumentRequest request, Call call) {
    Kept document = named(request.name());
    return DescribeDocumentResponse.builder()
        .document(shown(document, version(document, request.documentVersion())))
        .build();
  }

  CreateDocumentResponse create(CreateDocumentRequest request, Call call) {
    if (byName.containsKey(request.name())) {
      throw Ssm.error(
          "DocumentAlreadyExists", "Document with name " + request.name() + " already exists.");
    }
    String type =
        request.documentTypeAsString() == null ? "Command" : request.documentTypeAsString();
    checked(request.content(), type);
    Kept made = new Kept(request.name(), type, call.accountId(), ssm.now(), request.content());
    byName.put(made.name, made);
    return CreateDocumentResponse.builder().documentDescription(shown(made, 1)).build();
  }

  UpdateDocumentResponse update(UpdateDocumentRequest request, Call call) {
    Kept document = own(request.name(), call);
    checked(request.content(), document.type);
    if (version(document, request.documentVersion()) != document.versions.size()) {
      throw Ssm.error(
          "InvalidDocumentVersion", "The document version is not valid or does not exist.");
    }
    if (document.versions.contains(request.content())) {
      throw Ssm.error(
          "DuplicateDocumentContent",
          "The content of the association document matches another document.");
    }
    document.versions.add(request.content());
    return UpdateDocumentResponse.builder()
        .documentDescription(shown(document, document.versions.size()))
        .build();
  }

  UpdateDocumentDefaultVersionResponse updateDefault(
      UpdateDocumentDefaultVersionRequest request, Call call) {
    Kept document = own(request.name(), call);
    document.defaultVersion = version(document, request.documentVersion());
    return UpdateDocumentDefaultVersionResponse.builder()
        .description(
            DocumentDefaultVersionDescription.builder()
                .name(document.name)
                .defaultVersion(Integer.toString(document.defaultVersion))
                .build())
        .build();
  }

  DeleteDocumentResponse delete(DeleteDocumentRequest request, Call call) {
    byName.remove(own(request.name(), call).name);
    return DeleteDocumentResponse.builder().build();
  }

  @Nullable Kept find(String name) {
    return byName.get(name);
  }

  Kept named(@Nullable String name) {
    Kept found = name == null ? null : byName.get(name.substring(name.lastIndexOf('/') + 1));
    if (found == null) {
      throw Ssm.error("InvalidDocument", "Document with name " + name + " does not exist.");
    }
    return found;
  }

  private Kept own(String name, Call call) {
    Kept document = named(name);
    if (!document.owner.equals(call.accountId())) {
      throw Ssm.error(
          "InvalidDocumentOperation", "You attempted to change a document of another account.");
    }
    return document;
  }

  private static int version(Kept document, @Nullable String wanted) {
    if (wanted == null || wanted.equals("$DEFAULT")) {
      return document.defaultVersion;
    }
    if (wanted.equals("$LATEST")) {
      return document.versions.size();
    }
    for (int version = 1; version <= document.versions.size(); version++) {
      if (wanted.equals(Integer.toString(version))) {
        return version;
      }
    }
    throw Ssm.error(
        "InvalidDocumentVersion", "The document version is not valid or does not exist.");
  }

  private static void checked(String content, String type) {
    JsonNode json;
    try {
      json = JsonCodec.parse(content);
    } catch (AwsError notJson) {
      throw Ssm.error("InvalidDocumentContent", "JSON not well-formed.");
    }
    if (!json.hasNonNull("schemaVersion")
        || (type.equals("Session") && !json.hasNonNull("sessionType"))) {
      throw Ssm.error("InvalidDocumentContent", "The content of the document is not valid.");
    }
  }

  private static DocumentDescription shown(Kept document, int version) {
    String content = document.versions.get(version - 1);
    return DocumentDescription.builder()
        .name(document.name)
        .owner(document.owner)
        .createdDate(document.created)
        .status(DocumentStatus.ACTIVE)
        .documentVersion(Integer.toString(version))
        .latestVersion(Integer.toString(document.versions.size()))
        .defaultVersion(Integer.toString(document.defaultVersion))
        .documentType(document.type)
        .documentFormat(DocumentFormat.JSON)
        .schemaVersion(JsonCodec.parse(content).path("schemaVersion").asText())
        .platformTypes(PlatformType.LINUX)
        .hashType(DocumentHashType.SHA256)
        .hash(Hashing.sha256().hashString(content, StandardCharsets.UTF_8).toString())
        .build();
  }
}
