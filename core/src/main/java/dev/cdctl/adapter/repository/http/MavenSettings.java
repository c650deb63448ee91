package dev.cdctl.adapter.repository.http;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads the servers of Maven's {@code settings.xml}. */
final class MavenSettings {
    private MavenSettings() {}

    /**
     * The user and the password of the server with that id.
     *
     * @throws Failure when the file is no XML, or the password is encrypted by Maven
     */
    static Optional<Netrc.Login> server(String text, String id, Path file) {
        NodeList servers = parse(text, file).getElementsByTagName("server");
        for (int i = 0; i < servers.getLength(); i++) {
            Element server = (Element) servers.item(i);
            if (child(server, "id").filter(id::equals).isPresent()) {
                String password = child(server, "password").orElse("");
                if (password.matches("(?s).*\\{.+\\}.*")) {
                    throw unusable(file, "the password of '" + id + "' is encrypted, which only Maven can undo");
                }
                return child(server, "username").map(user -> new Netrc.Login(user, password));
            }
        }
        return Optional.empty();
    }

    private static Element parse(String text, Path file) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            // The default one writes to the console.
            builder.setErrorHandler(new DefaultHandler());
            return builder.parse(new InputSource(new StringReader(text))).getDocumentElement();
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw unusable(file, "it cannot be read as XML").causedBy(e);
        }
    }

    private static Optional<String> child(Element element, String name) {
        NodeList children = element.getElementsByTagName(name);
        return children.getLength() == 0
                ? Optional.empty()
                : Optional.of(children.item(0).getTextContent().strip());
    }

    private static Failure unusable(Path file, String why) {
        return Failure.failed(Problem.of("CD-451", file + " gives no password")
                .because(why)
                .remedy("use `user` and `password: {secret: ...}` in pipeline.yaml instead"));
    }
}
