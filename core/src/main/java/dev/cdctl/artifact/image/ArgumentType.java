package dev.cdctl.artifact.image;

import dev.cdctl.json.Json;
import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Node;
import dev.cdctl.pipeline.Reading;
import dev.cdctl.pipeline.Type;
import dev.cdctl.pipeline.Types;
import java.util.Optional;

/** The value of a build argument: a text, and never a secret, which the image's history would tell everyone. */
record ArgumentType() implements Type<String> {
    private static final Type<String> TEXT = Types.anyText("a text");

    @Override
    public Optional<String> read(Node node, Reading reading) {
        if (node instanceof Node.Mapping mapping && mapping.find("secret").isPresent()) {
            reading.add(Problem.of("CD-470", "a build argument cannot be a secret")
                    .at(mapping.find("secret").orElseThrow().key().origin())
                    .because("build arguments stay readable in the image's history, for everyone who can pull it")
                    .remedy("make the image with 'build:' and a tool that can mount secrets, or give the secret to the"
                            + " service when it runs"));
            return Optional.empty();
        }
        return TEXT.read(node, reading);
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
