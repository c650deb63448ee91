package dev.cdctl.deploy.spec;

import dev.cdctl.host.SshUrl;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.Paths;
import dev.cdctl.pipeline.Types;
import dev.cdctl.state.kv.KvUrl;
import java.util.Optional;

/** Where the state of an environment is kept. */
public final class StateUrl {
    static final Key<String> KEY = Key.of(
                    "state",
                    Types.of(
                            "a URL such as file:///srv/cdctl, ssh://deploy@host/srv/cdctl or consul://host:8500",
                            "^(file:|ssh://|consul://|etcd://)",
                            StateUrl::parse),
                    "Where the environment's state is kept: a `file:` URL; `ssh://user@host/folder` for a folder that "
                            + "all operators reach; `consul://host:port/prefix` or `etcd://host:port,host:port/prefix` "
                            + "(docs/stores.md); the user's state folder by default.")
            .withEnvironment();

    private StateUrl() {}

    /**
     * The address of a store, in full where it can be left out in part.
     *
     * @throws IllegalArgumentException with the reason, when it is none
     */
    public static String parse(String text) {
        if (KvUrl.isMeant(text)) {
            return KvUrl.parse(text).toString();
        }
        if (text.startsWith("file:")) {
            return Paths.checkFileUrl(text);
        }
        Types.check(text.startsWith("ssh:"), "file:, ssh://, consul:// and etcd:// are known");
        Types.check(!SshUrl.parse(text).folder().isEmpty(), "it names no folder");
        return text;
    }

    /** The same environment with its state at that address. */
    public static EnvironmentSpec move(EnvironmentSpec spec, String url) {
        return new EnvironmentSpec(
                spec.name(),
                spec.after(),
                spec.approval(),
                spec.signedBy(),
                spec.run(),
                spec.verify(),
                spec.routers(),
                spec.hosts(),
                spec.swarm(),
                spec.url(),
                Optional.of(parse(url)),
                spec.ports(),
                spec.drain(),
                spec.watch(),
                spec.keepWarm(),
                spec.batches(),
                spec.uses(),
                spec.register(),
                spec.origin());
    }
}
