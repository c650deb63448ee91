package dev.cdctl.adapter.svn;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of what svn writes with {@code --xml}.
 *
 * @param text what stands directly in it, without blanks around
 */
record Xml(String name, Map<String, String> attributes, List<Xml> children, String text) {
    /** Copies nothing: elements are made here only. */
    Xml {
        text = text.strip();
    }

    /**
     * Reads a document; document types are not read, so nothing in it can lead elsewhere.
     *
     * @throws IOException when it is no XML
     */
    static Xml parse(String document) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(document));
            while (reader.next() != XMLStreamConstants.START_ELEMENT) {
                if (reader.getEventType() == XMLStreamConstants.DTD) {
                    throw new IOException("what svn wrote has a document type");
                }
            }
            return element(reader);
        } catch (XMLStreamException e) {
            throw new IOException("what svn wrote is no XML: " + e.getMessage(), e);
        }
    }

    /** The elements of that name in this one. */
    Stream<Xml> all(String name) {
        return children.stream().filter(child -> child.name.equals(name));
    }

    /** The first element of that name in this one. */
    Optional<Xml> first(String name) {
        return all(name).findFirst();
    }

    /** The text of the first element of that name; empty when there is none. */
    String textOf(String name) {
        return first(name).map(Xml::text).orElse("");
    }

    /** The attribute's value. */
    Optional<String> attribute(String name) {
        return Optional.ofNullable(attributes.get(name));
    }

    /** Whether the attribute has that value. */
    boolean has(String name, String value) {
        return value.equals(attributes.get(name));
    }

    /** The number of the attribute {@code revision}; 0 when there is none. */
    long revision() {
        return attribute("revision").map(Long::parseLong).orElse(0L);
    }

    private static Xml element(XMLStreamReader reader) throws XMLStreamException {
        String name = reader.getLocalName();
        Map<String, String> attributes = new HashMap<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
        }
        List<Xml> children = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int event = reader.next(); event != XMLStreamConstants.END_ELEMENT; event = reader.next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                children.add(element(reader));
            } else if (reader.isCharacters()) {
                text.append(reader.getText());
            }
        }
        return new Xml(name, attributes, children, text.toString());
    }
}
