package dev.cdctl.deploy.spec;

import dev.cdctl.host.Host;
import dev.cdctl.model.Name;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.Paths;
import dev.cdctl.pipeline.Type;
import dev.cdctl.pipeline.Types;

/** One entry of {@code hosts}: a URL, or a block where more is to be said of it. */
final class HostSpec {
    private static final Type<Host> URL_TYPE =
            Types.of("a URL such as ssh://deploy@web1", "^(unix|tcp|ssh)://", HostSpec::parse);
    private static final Key<Host> URL = Key.required(
                    "url",
                    URL_TYPE,
                    "Where its Docker Engine is: `ssh://deploy@web1` by the user's own OpenSSH, `tcp://10.0.0.5:2376`,"
                            + " or `unix:///var/run/docker.sock` on this computer.")
            .withEnvironment();
    private static final Key<Name> NAME =
            Key.of("name", Types.name(), "How keys, labels and messages call it; the name in its URL by default.");
    private static final Key<String> ADDRESS = Key.of(
                    "address",
                    Paths.host(),
                    "Where routers and probes reach what is published on it; the name in its URL by default.")
            .withEnvironment();
    /** A host. */
    static final Type<Host> TYPE = Types.textOr(URL_TYPE, Block.of("a host", HostSpec::from, URL, NAME, ADDRESS));

    private HostSpec() {}

    private static Host from(Values values) {
        Host plain = values.get(URL);
        Host named = values.find(NAME).map(name -> plain.named(name.text())).orElse(plain);
        return values.find(ADDRESS).map(named::at).orElse(named);
    }

    private static Host parse(String text) {
        Types.check(
                text.matches("unix:///.+|(tcp|ssh)://[^/]+"),
                "it is neither unix:///SOCKET, tcp://HOST:PORT nor ssh://HOST");
        return Host.of(text);
    }
}
