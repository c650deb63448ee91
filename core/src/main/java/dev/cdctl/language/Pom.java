package dev.cdctl.language;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What a pom.xml says about its own artifact.
 *
 * @param name the artifactId; empty when it cannot be read
 * @param packaging jar, war or pom
 * @param jar the name of the jar in target, as a pattern
 */
record Pom(String name, String packaging, String jar) {
    /** Reads a pom.xml; one that cannot be read is a jar without a name. */
    static Pom read(Path file) {
        Map<String, String> texts = texts(file);
        String name = plain(texts.get("project/artifactId"));
        String last = plain(texts.get("project/build/finalName"));
        String jar = !last.isEmpty() ? last + ".jar" : name.isEmpty() ? "*.jar" : name + "-*.jar";
        return new Pom(name, texts.getOrDefault("project/packaging", "jar").trim(), jar);
    }

    private static String plain(@org.jspecify.annotations.Nullable String text) {
        return text != null && Init.isPlain(text.trim()) ? text.trim() : "";
    }

    /** The texts of the elements up to the third level. Nothing outside the file is read, whatever its DTD says. */
    private static Map<String, String> texts(Path file) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        Map<String, String> texts = new HashMap<>();
        try (InputStream in = Files.newInputStream(file)) {
            collect(factory.createXMLStreamReader(in), texts);
        } catch (IOException | XMLStreamException e) {
            return texts;
        }
        return texts;
    }

    private static void collect(XMLStreamReader reader, Map<String, String> texts) throws XMLStreamException {
        Deque<String> path = new ArrayDeque<>();
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                path.addLast(reader.getLocalName());
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                path.removeLast();
            } else if (event == XMLStreamConstants.CHARACTERS && path.size() <= 3) {
                texts.merge(String.join("/", path), reader.getText(), String::concat);
            }
        }
    }
}
