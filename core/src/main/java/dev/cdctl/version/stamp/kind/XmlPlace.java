package dev.cdctl.version.stamp.kind;

import dev.cdctl.version.ElementPath;
import dev.cdctl.version.SourceText.Edit;
import dev.cdctl.version.SourceText.Range;
import dev.cdctl.version.XmlText;
import dev.cdctl.version.place.NoPlace;
import java.util.List;

/** One element or attribute of an XML text. */
record XmlPlace(String path) implements Finder {
    @Override
    public List<Edit> edits(String file, String text, Written version) {
        List<Range> found = read(text).places(ElementPath.parse(path));
        if (found.isEmpty()) {
            throw NoPlace.missing(
                    "nothing is at " + path,
                    "correct the path, or write an element there that has one piece of text: <a>1.0</a>, not <a/>");
        }
        if (found.size() > 1) {
            throw NoPlace.ambiguous(
                    path + " is there " + found.size() + " times", "say which one, such as a/b[2] for the second b");
        }
        return List.of(new Edit(found.get(0), version.full()));
    }

    static XmlText read(String text) {
        try {
            return XmlText.parse(text);
        } catch (XmlText.Damaged e) {
            throw NoPlace.damaged(String.valueOf(e.getMessage()));
        }
    }
}
