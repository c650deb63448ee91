package dev.cdctl.version.stamp.kind;

import dev.cdctl.model.Version;
import dev.cdctl.version.SourceText.Edit;
import dev.cdctl.version.SourceText.Range;
import dev.cdctl.version.XmlText;
import dev.cdctl.version.XmlText.Element;
import dev.cdctl.version.form.Form;
import dev.cdctl.version.place.NoPlace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The Version of a product, package or bundle in a source of WiX 3 or later. What refers to variables stays. */
record Wix() implements Finder {
    private static final Set<String> VERSIONED = Set.of("Wix/Product", "Wix/Package", "Wix/Bundle");

    /** Windows Installer keeps the first two numbers in a byte each. */
    private static final int GREATEST = 255;

    @Override
    public List<Edit> edits(String path, String text, Written version) {
        XmlText xml = XmlPlace.read(text);
        List<Edit> edits = xml.elements().stream()
                .filter(element -> VERSIONED.contains(element.path()))
                .flatMap(element -> place(element, text))
                .map(place -> new Edit(place, version.full()))
                .toList();
        if (edits.isEmpty()) {
            throw NoPlace.missing(
                    "no Product, Package or Bundle has a Version of its own",
                    "write Version=\"0.0.0.0\" there, or stamp the <?define?> by file and pattern");
        }
        if (version.form().equals(Optional.of(Form.NUMERIC))) {
            refuseTooGreat(version.version(), version.full());
        }
        return edits;
    }

    private static Stream<Range> place(Element element, String text) {
        return Optional.ofNullable(element.attributes().get("Version")).stream()
                .filter(place -> text.substring(place.from(), place.to()).indexOf('(') < 0);
    }

    private static void refuseTooGreat(Version version, String numbers) {
        String[] parts = numbers.split("\\.", -1);
        if (Integer.parseInt(parts[0]) > GREATEST || Integer.parseInt(parts[1]) > GREATEST) {
            throw new NoPlace(
                    "CD-258",
                    "Windows Installer cannot have version " + version + ": its first two numbers go up to " + GREATEST,
                    "use a version such as 26.3.1, or stamp the file by file and pattern");
        }
    }
}
