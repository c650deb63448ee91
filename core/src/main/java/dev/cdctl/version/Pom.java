package dev.cdctl.version;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.version.SourceText.Range;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A pom.xml as far as its version is concerned, with the place where it is written. */
public final class Pom {
    private static final String OWN = "project/version";
    private static final String PARENT = "project/parent/version";
    /** A property in a text: {@code ${revision}}; its first group is the name. */
    public static final Pattern REFERENCE = Pattern.compile("\\$\\{([^${}]*)}");

    private final String name;
    private final String text;
    private final XmlText xml;
    private final Map<String, List<Range>> texts = new HashMap<>();

    private Pom(String name, String text, XmlText xml) {
        this.name = name;
        this.text = text;
        this.xml = xml;
        for (XmlText.Element element : xml.elements()) {
            if (element.way().size() == 2 || element.way().size() == 3) {
                texts.computeIfAbsent(element.path(), path -> new ArrayList<>()).addAll(element.texts());
            }
        }
    }

    /**
     * Reads a pom.
     *
     * @param name of the file, for messages
     * @throws Failure when the XML is damaged
     */
    public static Pom parse(String name, String text) {
        try {
            return new Pom(name, text, XmlText.parse(text));
        } catch (XmlText.Damaged e) {
            throw failure(name, "CD-212", String.valueOf(e.getMessage()), "mend the file")
                    .causedBy(e);
        }
    }

    /**
     * The project's version as it is written, or its parent's when it has none of its own.
     *
     * @throws Failure when there is none
     */
    public String written() {
        return value(versionPath());
    }

    /** What stands for the property in this pom, when it is there; it may name other properties. */
    public Optional<String> property(String property) {
        String path = propertyPath(property);
        return texts.containsKey(path) ? Optional.of(value(path)) : Optional.empty();
    }

    /** The text of an element of the project: {@code artifactId}, {@code parent/artifactId}; empty without one. */
    public String element(String path) {
        return value("project/" + path);
    }

    /** Its group, own or its parent's, and its artifact, with a colon in between. */
    public String coordinates() {
        String group = element("groupId");
        return (group.isEmpty() ? element("parent/groupId") : group) + ":" + element("artifactId");
    }

    /** Where its parent's pom is said to be, relative to this one; empty when it has none, or none here. */
    public Optional<String> parentPath() {
        if (!texts.containsKey("project/parent")) {
            return Optional.empty();
        }
        return texts.containsKey("project/parent/relativePath")
                ? Optional.of(value("project/parent/relativePath")).filter(path -> !path.isEmpty())
                : Optional.of("../pom.xml");
    }

    /** The name that messages have for this file. */
    public String name() {
        return name;
    }

    /**
     * Where the version is written: in the version element, or in the property that this consists of.
     *
     * @throws Failure when it is written in several places
     */
    public Range place() {
        return place(versionPath());
    }

    /**
     * Where the version of its parent is written: in the parent block, or in a property of this pom.
     *
     * @throws Failure when it is written in several places
     */
    public Range parentPlace() {
        return place(PARENT);
    }

    private Range place(String start) {
        String path = start;
        Set<String> seen = new HashSet<>();
        for (Matcher m = REFERENCE.matcher(value(path)); m.matches(); m = REFERENCE.matcher(value(path))) {
            path = propertyPath(m.group(1));
            if (!texts.containsKey(path) || !seen.add(path)) {
                throw unknown(m.group(1));
            }
        }
        List<Range> written =
                texts.getOrDefault(path, List.of()).stream().map(xml::trim).toList();
        List<Range> filled =
                written.stream().filter(range -> range.from() < range.to()).toList();
        if (filled.size() != 1 || value(path).contains("${")) {
            throw failure(
                    "CD-228",
                    "the version is put together from several parts: " + value(path),
                    "make it one" + " text, or one property such as ${revision}");
        }
        return filled.get(0);
    }

    private String versionPath() {
        String path = value(OWN).isEmpty() ? PARENT : OWN;
        if (value(path).isEmpty()) {
            throw failure("CD-213", "neither the project nor its parent has a version", "add <version> to the project");
        }
        return path;
    }

    private String value(String path) {
        StringBuilder value = new StringBuilder();
        texts.getOrDefault(path, List.of()).forEach(range -> value.append(text, range.from(), range.to()));
        return value.toString().strip();
    }

    private static String propertyPath(String property) {
        return switch (property) {
            case "project.version", "pom.version", "version" -> OWN;
            case "project.parent.version", "parent.version" -> PARENT;
            default -> "project/properties/" + property;
        };
    }

    /** The version cannot be told, because nobody says that property. */
    public Failure unknown(String property) {
        return failure(
                "CD-213",
                "the version needs ${" + property + "}, which neither this pom nor its parents here say",
                "add the property to one of them or to .mvn/maven.config, or take the version from git or a file");
    }

    private Failure failure(String code, String what, String remedy) {
        return failure(name, code, what, remedy);
    }

    private static Failure failure(String name, String code, String what, String remedy) {
        return Failure.failed(
                Problem.of(code, name + ": " + what).at(Origin.of(name)).remedy(remedy));
    }
}
