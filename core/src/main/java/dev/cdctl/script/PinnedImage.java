package dev.cdctl.script;

import dev.cdctl.json.Json;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Node;
import dev.cdctl.pipeline.Reading;
import dev.cdctl.pipeline.Type;
import dev.cdctl.pipeline.Types;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A container image that a script runs in: a name, and the digest that makes it the same for ever and everywhere.
 *
 * @param name with the registry where one is written: {@code registry.example:5000/team/build}
 * @param tag what people call it; the digest alone decides
 */
public record PinnedImage(String name, Optional<String> tag, Digest digest) {
    private static final int LONGEST = 500;

    /** The grammar of references of the distribution project, without IPv6 addresses. */
    private static final String NAME =
            "([a-zA-Z0-9.-]+(:[0-9]+)?/)?[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*"
                    + "(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?";

    private static final String FORM = "^" + NAME + "@sha256:[0-9a-f]{64}$";

    /** Made when the first image is read: most pipelines name none. */
    private static final class Forms {
        private static final Pattern PINNED = Pattern.compile(FORM);
        private static final Pattern UNPINNED = Pattern.compile("^" + NAME + "$");
    }

    /** An image in pipeline.yaml. One without a digest is a problem of its own. */
    public static Type<PinnedImage> type() {
        return new Written();
    }

    /**
     * Reads {@code registry.example:5000/team/build:1.4@sha256:...}.
     *
     * @throws IllegalArgumentException when it is not of that form
     */
    public static PinnedImage parse(String text) {
        Types.check(text.length() <= LONGEST, "it is longer than " + LONGEST + " characters");
        Types.check(Forms.PINNED.matcher(text).matches(), "");
        int at = text.indexOf('@');
        int colon = text.lastIndexOf(':', at);
        boolean tagged = colon > text.lastIndexOf('/', at);
        return new PinnedImage(
                text.substring(0, tagged ? colon : at),
                tagged ? Optional.of(text.substring(colon + 1, at)) : Optional.empty(),
                Digest.parse(text.substring(at + 1)));
    }

    /** The host of the registry, with its port; empty when none is written, which means the engine's own. */
    public Optional<String> registry() {
        String first = name.substring(0, Math.max(0, name.indexOf('/')));
        boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
        return host ? Optional.of(first) : Optional.empty();
    }

    /** What an engine knows it by: {@code registry.example:5000/team/build@sha256:...}. */
    public String reference() {
        return name + "@" + digest;
    }

    /** As it is written. */
    @Override
    public String toString() {
        return name + tag.map(text -> ":" + text).orElse("") + "@" + digest;
    }

    /** How it is written. */
    private record Written() implements Type<PinnedImage> {
        private static final Type<PinnedImage> TEXT =
                Types.of("an image with its digest: NAME@sha256:...", FORM, PinnedImage::parse);

        @Override
        public Optional<PinnedImage> read(Node node, Reading reading) {
            if (node instanceof Node.Scalar scalar && isUnpinned(scalar.text())) {
                reading.add(Problem.of("CD-311", "the image " + scalar.text() + " is not pinned by its digest")
                        .at(scalar.origin())
                        .because("a tag can point to another image tomorrow, or on another machine")
                        .remedy("write " + scalar.text() + "@sha256:..., with the digest that `docker pull "
                                + scalar.text() + "` prints"));
                return Optional.empty();
            }
            return TEXT.read(node, reading);
        }

        private static boolean isUnpinned(String text) {
            return text.length() <= LONGEST && Forms.UNPINNED.matcher(text).matches();
        }

        @Override
        public Json.Obj schema() {
            return TEXT.schema();
        }

        @Override
        public String words() {
            return TEXT.words();
        }
    }
}
