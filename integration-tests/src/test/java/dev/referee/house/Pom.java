package dev.referee.house;

import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** A reader of a POM, or of a part of it. */
final class Pom {
  private final Document document;

  private Pom(Document document) {
    this.document = document;
  }

  static Pom of(String path) {
    return parse(Checkout.read(path));
  }

  static Pom parse(String xml) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      return new Pom(factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml))));
    } catch (Exception e) {
      throw new IllegalArgumentException("This is no XML: " + xml, e);
    }
  }

  List<String> texts(String xpath) {
    try {
      NodeList nodes =
          (NodeList)
              XPathFactory.newInstance()
                  .newXPath()
                  .evaluate(xpath, document, XPathConstants.NODESET);
      return IntStream.range(0, nodes.getLength())
          .mapToObj(i -> nodes.item(i).getTextContent().trim())
          .toList();
    } catch (Exception e) {
      throw new IllegalArgumentException(xpath, e);
    }
  }

  String text(String xpath) {
    List<String> texts = texts(xpath);
    if (texts.size() != 1) {
      throw new IllegalStateException(xpath + " should be there once, and is " + texts);
    }
    return texts.get(0);
  }
}
