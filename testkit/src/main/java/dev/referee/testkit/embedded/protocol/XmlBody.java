package dev.referee.testkit.embedded.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.referee.testkit.embedded.common.Pojos;
import dev.referee.testkit.embedded.common.Scalars;
import java.io.StringWriter;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/** A writer of the XML responses of the query protocols. */
final class XmlBody {

  /** A writer of the content of the root element. */
  @FunctionalInterface
  interface Content {
    void writeTo(XmlBody body) throws XMLStreamException;
  }

  private final XMLStreamWriter xml;

  private XmlBody(XMLStreamWriter xml) {
    this.xml = xml;
  }

  static byte[] write(String root, String namespace, Content content) {
    StringWriter text = new StringWriter(); // to a stream of bytes it would write one by one
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement(root);
      if (!namespace.isEmpty()) {
        xml.writeDefaultNamespace(namespace);
      }
      content.writeTo(new XmlBody(xml));
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException impossible) {
      throw new IllegalStateException("Cannot write XML to memory", impossible);
    }
    return text.toString().getBytes(UTF_8);
  }

  XmlBody element(String name, Content content) throws XMLStreamException {
    xml.writeStartElement(name);
    content.writeTo(this);
    xml.writeEndElement();
    return this;
  }

  XmlBody text(String name, String text) throws XMLStreamException {
    return element(name, body -> body.xml.writeCharacters(text));
  }

  /** Writes the fields that are set. */
  void fields(SdkPojo pojo) throws XMLStreamException {
    for (SdkField<?> field : pojo.sdkFields()) {
      Object value = Pojos.valueOf(field, pojo);
      if (value != null) {
        field(field, field.unmarshallLocationName(), value);
      }
    }
  }

  private void field(SdkField<?> field, String name, Object value) throws XMLStreamException {
    switch (field.marshallingType().getKnownType()) {
      case SDK_POJO -> element(name, body -> body.fields((SdkPojo) value));
      case LIST -> list(field, name, value);
      case MAP -> map(field, name, value);
      default -> text(name, Scalars.print(field, value, Format.ISO_8601));
    }
  }

  private void list(SdkField<?> field, String name, Object value) throws XMLStreamException {
    SdkField<?> member = Pojos.member(field);
    if (field.getRequiredTrait(ListTrait.class).isFlattened()) {
      for (Object entry : Pojos.list(value)) {
        field(member, name, entry);
      }
      return;
    }
    xml.writeStartElement(name);
    for (Object entry : Pojos.list(value)) {
      field(member, member.unmarshallLocationName(), entry);
    }
    xml.writeEndElement();
  }

  private void map(SdkField<?> field, String name, Object value) throws XMLStreamException {
    MapTrait names = field.getRequiredTrait(MapTrait.class);
    if (!names.isFlattened()) {
      xml.writeStartElement(name);
    }
    for (Map.Entry<?, ?> entry : Pojos.map(value).entrySet()) {
      xml.writeStartElement(names.isFlattened() ? name : "entry");
      text(names.keyLocationName(), entry.getKey().toString());
      field(Pojos.value(field), names.valueLocationName(), entry.getValue());
      xml.writeEndElement();
    }
    if (!names.isFlattened()) {
      xml.writeEndElement();
    }
  }
}
