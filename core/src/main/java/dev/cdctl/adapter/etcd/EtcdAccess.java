package dev.cdctl.adapter.etcd;

import dev.cdctl.http.Target;
import dev.cdctl.model.mask.KnownSecrets;
import dev.cdctl.model.mask.Mask;
import dev.cdctl.state.kv.Access;
import dev.cdctl.state.kv.KvProblems;
import dev.cdctl.state.kv.KvUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where etcd is asked, and as whom, from the variables that its own tool reads: {@code ETCDCTL_USER},
 * {@code ETCDCTL_PASSWORD}, {@code ETCDCTL_CACERT}, {@code ETCDCTL_CERT}, {@code ETCDCTL_KEY},
 * {@code ETCDCTL_INSECURE_TRANSPORT}. The password may also be in the file that {@code ETCDCTL_PASSWORD_FILE} names,
 * which is ours.
 *
 * @param url names it to people
 * @param targets its servers, at least one
 */
public record EtcdAccess(KvUrl url, List<Target> targets, Optional<User> user) {
    private static final String USER = "ETCDCTL_USER";
    private static final String PASSWORD = "ETCDCTL_PASSWORD";

    /** Who we are. */
    record User(String name, String password) {
        /** The password is left out. */
        @Override
        public String toString() {
            return name;
        }
    }

    /** Copies the targets. */
    public EtcdAccess {
        targets = List.copyOf(targets);
    }

    /**
     * Reads the variables, and the file of the password.
     *
     * @param secrets learns the password
     * @throws dev.cdctl.model.Failure unreachable, when something of it cannot be used
     */
    public static EtcdAccess of(KvUrl url, Map<String, String> variables, KnownSecrets secrets) {
        Access access = new Access(variables);
        Optional<User> user = user(access);
        user.ifPresent(who -> secrets.add(Mask.of(Map.of(PASSWORD, who.password()))));
        boolean secure = access.variable("ETCDCTL_CACERT").isPresent()
                || access.variable("ETCDCTL_CERT").isPresent()
                || access.variable("ETCDCTL_INSECURE_TRANSPORT")
                        .filter(value -> value.equalsIgnoreCase("false"))
                        .isPresent();
        Access.TlsNames names = new Access.TlsNames("ETCDCTL_CACERT", "ETCDCTL_CERT", "ETCDCTL_KEY");
        List<Target> targets = new ArrayList<>();
        for (KvUrl.Server server : url.servers()) {
            Target plain = Target.of(server.host(), server.port());
            targets.add(secure ? plain.withTls(access.tls(server.host(), names)) : plain);
        }
        return new EtcdAccess(url, targets, user);
    }

    /** {@code name:password}, or the two apart. */
    private static Optional<User> user(Access access) {
        Optional<String> named = access.variable(USER);
        if (named.isEmpty()) {
            return Optional.empty();
        }
        String[] words = named.get().split(":", 2);
        Optional<String> password = words.length > 1
                ? Optional.of(words[1])
                : access.file(PASSWORD + "_FILE").or(() -> access.variable(PASSWORD));
        if (password.isEmpty()) {
            throw KvProblems.access(USER, "there is no password: set " + PASSWORD + "_FILE or " + PASSWORD);
        }
        return Optional.of(new User(words[0], password.get()));
    }

    /** The password is left out. */
    @Override
    public String toString() {
        return url.toString();
    }
}
