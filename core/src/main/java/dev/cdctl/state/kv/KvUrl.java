package dev.cdctl.state.kv;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code consul://host[:port][/prefix]} or {@code etcd://host[:port][,host[:port]...][/prefix]}: servers of keys and
 * values, and what every key there begins with.
 *
 * @param scheme {@link #CONSUL} or {@link #ETCD}
 * @param servers at least one; of Consul just one
 * @param prefix without slashes at its ends
 */
public record KvUrl(String scheme, List<Server> servers, String prefix) {
    /** The scheme of Consul. */
    public static final String CONSUL = "consul";
    /** The scheme of etcd. */
    public static final String ETCD = "etcd";

    private static final String USUAL_PREFIX = "cdctl";
    private static final int CONSUL_PORT = 8500;
    private static final int ETCD_PORT = 2379;
    private static final Pattern FORM = Pattern.compile("(consul|etcd)://([^/]+)(?:/(.*?))?/?");
    private static final Pattern SERVER =
            Pattern.compile("([A-Za-z0-9_][A-Za-z0-9_.-]{0,252}|\\[[0-9A-Fa-f:.]{2,45}])(?::([0-9]{1,5}))?");
    private static final Pattern PREFIX =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}(/[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}){0,9}");

    /** One server. IPv6 addresses are without brackets. */
    public record Server(String host, int port) {
        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** Copies the servers. */
    public KvUrl {
        servers = List.copyOf(servers);
    }

    /** Whether a text is meant as such a URL. */
    public static boolean isMeant(String text) {
        return text.startsWith(CONSUL + ":") || text.startsWith(ETCD + ":");
    }

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException with the reason, unless it is one
     */
    public static KvUrl parse(String text) {
        Matcher form = FORM.matcher(text);
        check(form.matches(), "it is not consul://host:port/prefix or etcd://host:port,host:port/prefix");
        String scheme = form.group(1);
        List<Server> servers = new ArrayList<>();
        for (String server : form.group(2).split(",", -1)) {
            servers.add(server(server, scheme.equals(CONSUL) ? CONSUL_PORT : ETCD_PORT));
        }
        check(
                scheme.equals(ETCD) || servers.size() == 1,
                "Consul is reached by one agent, which knows the servers; name one address");
        String prefix = form.group(3) == null || form.group(3).isEmpty() ? USUAL_PREFIX : form.group(3);
        check(
                PREFIX.matcher(prefix).matches(),
                "a prefix has letters, digits and . _ - only, and single slashes between its words");
        return new KvUrl(scheme, servers, prefix);
    }

    /** As it is written, in full. */
    @Override
    public String toString() {
        return scheme + "://" + servers.stream().map(Server::toString).collect(Collectors.joining(",")) + "/" + prefix;
    }

    private static Server server(String text, int usual) {
        check(!text.contains("@"), "a user and a password do not stand in the URL; see docs/stores.md");
        Matcher form = SERVER.matcher(text);
        check(form.matches(), "'" + text + "' is not host:port");
        int port = form.group(2) == null ? usual : Integer.parseInt(form.group(2));
        check(port > 0 && port < 65536, "a port is a number from 1 to 65535");
        return new Server(form.group(1).replaceAll("[\\[\\]]", ""), port);
    }

    private static void check(boolean holds, String why) {
        if (!holds) {
            throw new IllegalArgumentException(why);
        }
    }
}
