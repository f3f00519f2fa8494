package dev.referee.testkit.embedded.ssm;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.model.CreateDocumentRequest;
import software.amazon.awssdk.services.ssm.model.CreateDocumentResponse;
import software.amazon.awssdk.services.ssm.model.DeleteDocumentRequest;
import software.amazon.awssdk.services.ssm.model.DeleteDocumentResponse;
import software.amazon.awssdk.services.ssm.model.DescribeDocumentRequest;
import software.amazon.awssdk.services.ssm.model.DescribeDocumentResponse;
import software.amazon.awssdk.services.ssm.model.DocumentDefaultVersionDescription;
import software.amazon.awssdk.services.ssm.model.DocumentFormat;
import software.amazon.awssdk.services.ssm.model.DocumentIdentifier;
import software.amazon.awssdk.services.ssm.model.DocumentKeyValuesFilter;
import software.amazon.awssdk.services.ssm.model.DocumentStatus;
import software.amazon.awssdk.services.ssm.model.DocumentVersionInfo;
import software.amazon.awssdk.services.ssm.model.GetDocumentRequest;
import software.amazon.awssdk.services.ssm.model.GetDocumentResponse;
import software.amazon.awssdk.services.ssm.model.ListDocumentVersionsRequest;
import software.amazon.awssdk.services.ssm.model.ListDocumentVersionsResponse;
import software.amazon.awssdk.services.ssm.model.ListDocumentsRequest;
import software.amazon.awssdk.services.ssm.model.ListDocumentsResponse;
import software.amazon.awssdk.services.ssm.model.UpdateDocumentDefaultVersionRequest;
import software.amazon.awssdk.services.ssm.model.UpdateDocumentDefaultVersionResponse;
import software.amazon.awssdk.services.ssm.model.UpdateDocumentRequest;
import software.amazon.awssdk.services.ssm.model.UpdateDocumentResponse;

/** The documents of Systems Manager: a few of Amazon's, and the account's own. */
final class SsmDocuments {

  private static final String AMAZON = "Amazon";
  private static final Pattern NAME = Pattern.compile("^[a-zA-Z0-9_\\-.]{3,128}$");

  private final Ssm ssm;
  private final Map<String, SsmDocument> byName = new TreeMap<>();

  SsmDocuments(Ssm ssm) {
    this.ssm = ssm;
    amazons("AWS-RunShellScript", "Command", script("aws:runShellScript"));
    amazons("AWS-RunPowerShellScript", "Command", script("aws:runPowerShellScript"));
    for (SessionDocuments.Amazons document : SessionDocuments.ALL) {
      amazons(document.name(), "Session", document.content());
    }
  }

  private static String script(String plugin) {
    return """
    {"schemaVersion":"1.2","description":"Runs a script.","parameters":{
    "commands":{"type":"StringList","minItems":1,"displayType":"textarea"},
    "workingDirectory":{"type":"String","default":"","maxChars":4096},
    "executionTimeout":{"type":"String","default":"3600",
    "allowedPattern":"([1-9][0-9]{0,4})|(1[0-6][0-9]{4})|(17[0-1][0-9]{3})|(172[0-7][0-9]{2})|(172800)"}},
    "runtimeConfig":{"%1$s":{"properties":[{"id":"0.%1$s",
    "runCommand":"{{ commands }}","workingDirectory":"{{ workingDirectory }}",
    "timeoutSeconds":"{{ executionTimeout }}"}]}}}
    """
        .formatted(plugin);
  }

  private void amazons(String name, String type, String content) {
    byName.put(
        name,
        new SsmDocument(
            name,
            type,
            AMAZON,
            DocumentContent.of(content, DocumentFormat.JSON, type),
            null,
            ssm.now()));
  }

  GetDocumentResponse get(GetDocumentRequest request, Call call) {
    SsmDocument document = named(request.name());
    SsmDocument.Version version =
        document.version(request.documentVersion(), request.versionName());
    DocumentContent content = version.content().in(request.documentFormat());
    return GetDocumentResponse.builder()
        .name(document.name)
        .createdDate(version.created())
        .documentVersion(Integer.toString(version.number()))
        .versionName(version.name())
        .status(DocumentStatus.ACTIVE)
        .content(content.text())
        .documentType(document.type)
        .documentFormat(content.format())
        .attachmentsContent(List.of())
        .build();
  }

  ListDocumentsResponse list(ListDocumentsRequest request, Call call) {
    List<DocumentIdentifier> found =
        byName.values().stream()
            .filter(
                document ->
                    request.filters().stream().allMatch(filter -> matches(document, filter, call)))
            .map(SsmDocument::listed)
            .toList();
    Page<DocumentIdentifier> page = Page.of(found, request.maxResults(), request.nextToken(), call);
    return ListDocumentsResponse.builder()
        .documentIdentifiers(page.items())
        .nextToken(page.next())
        .build();
  }

  private static boolean matches(SsmDocument document, DocumentKeyValuesFilter filter, Call call) {
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
                  case "PlatformTypes" ->
                      document.platforms().stream()
                          .anyMatch(type -> type.toString().equalsIgnoreCase(value));
                  default -> throw Ssm.error("InvalidFilterKey", "The specified key is not valid.");
                });
  }

  DescribeDocumentResponse describe(DescribeDocumentRequest request, Call call) {
    SsmDocument document = named(request.name());
    return DescribeDocumentResponse.builder()
        .document(
            document.described(document.version(request.documentVersion(), request.versionName())))
        .build();
  }

  ListDocumentVersionsResponse versions(ListDocumentVersionsRequest request, Call call) {
    Page<DocumentVersionInfo> page =
        Page.of(
            named(request.name()).listedVersions(),
            request.maxResults(),
            request.nextToken(),
            call);
    return ListDocumentVersionsResponse.builder()
        .documentVersions(page.items())
        .nextToken(page.next())
        .build();
  }

  CreateDocumentResponse create(CreateDocumentRequest request, Call call) {
    if (!NAME.matcher(request.name()).matches()) {
      throw Ssm.invalid(
          ("1 validation error detected: Value '%s' at 'name' failed to satisfy constraint: Member"
                  + " must satisfy regular expression pattern: %s")
              .formatted(request.name(), NAME));
    }
    if (byName.containsKey(request.name())) {
      throw Ssm.error(
          "DocumentAlreadyExists", "Document with name " + request.name() + " already exists.");
    }
    String type =
        request.documentTypeAsString() == null ? "Command" : request.documentTypeAsString();
    SsmDocument made =
        new SsmDocument(
            request.name(),
            type,
            call.accountId(),
            DocumentContent.of(request.content(), request.documentFormat(), type),
            request.versionName(),
            ssm.now());
    byName.put(made.name, made);
    return CreateDocumentResponse.builder()
        .documentDescription(made.described(made.latest()))
        .build();
  }

  UpdateDocumentResponse update(UpdateDocumentRequest request, Call call) {
    SsmDocument document = own(request.name(), call);
    DocumentContent content =
        DocumentContent.of(request.content(), request.documentFormat(), document.type);
    if (!document.version(request.documentVersion()).equals(document.latest())) {
      throw Ssm.error(
          "InvalidDocumentVersion", "The document version is not valid or does not exist.");
    }
    if (document.hasContent(content)) {
      throw Ssm.error(
          "DuplicateDocumentContent",
          "The content of the association document matches another document. Change the content"
              + " of the document and then try again.");
    }
    if (document.hasVersionNamed(request.versionName())) {
      throw Ssm.error(
          "DuplicateDocumentVersionName",
          "The version name has already been used in this document. Specify a different version"
              + " name, and then try again.");
    }
    return UpdateDocumentResponse.builder()
        .documentDescription(
            document.described(document.add(content, request.versionName(), ssm.now())))
        .build();
  }

  UpdateDocumentDefaultVersionResponse updateDefault(
      UpdateDocumentDefaultVersionRequest request, Call call) {
    SsmDocument document = own(request.name(), call);
    document.defaultVersion(document.version(request.documentVersion()));
    return UpdateDocumentDefaultVersionResponse.builder()
        .description(
            DocumentDefaultVersionDescription.builder()
                .name(document.name)
                .defaultVersion(Integer.toString(document.defaultVersion().number()))
                .defaultVersionName(document.defaultVersion().name())
                .build())
        .build();
  }

  /** Deletes a document, or one of its versions, which must not be the default one. */
  DeleteDocumentResponse delete(DeleteDocumentRequest request, Call call) {
    SsmDocument document = own(request.name(), call);
    if (request.documentVersion() == null && request.versionName() == null) {
      byName.remove(document.name);
      return DeleteDocumentResponse.builder().build();
    }
    SsmDocument.Version version =
        document.version(request.documentVersion(), request.versionName());
    if (version.equals(document.defaultVersion())) {
      throw Ssm.error(
          "InvalidDocumentOperation", "Default version of the document can't be deleted.");
    }
    document.remove(version);
    return DeleteDocumentResponse.builder().build();
  }

  @Nullable SsmDocument find(String name) {
    return byName.get(name);
  }

  SsmDocument named(@Nullable String name) {
    SsmDocument found = name == null ? null : byName.get(name.substring(name.lastIndexOf('/') + 1));
    if (found == null) {
      throw Ssm.error("InvalidDocument", "Document with name " + name + " does not exist.");
    }
    return found;
  }

  private SsmDocument own(String name, Call call) {
    SsmDocument document = named(name);
    if (!document.owner.equals(call.accountId())) {
      throw Ssm.error(
          "InvalidDocumentOperation", "You attempted to change a document of another account.");
    }
    return document;
  }
}
