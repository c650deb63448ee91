package dev.cdctl.adapter.nginx;

import dev.cdctl.adapter.nginx.NginxRouterSpec.Door;
import dev.cdctl.adapter.nginx.NginxRouterSpec.Flags;
import dev.cdctl.model.Colour;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Route;
import java.util.List;
import java.util.Map;

/**
 * What nginx reads in the mode of flags: the addresses of both colours, and what is tested with each request. A flip
 * changes nothing of it.
 *
 * @param instances where the instances of each colour listen
 */
record FlagConfiguration(Place place, Flags flags, Door door, Map<Colour, List<Address>> instances) {
    private static final int CONNECTIONS_KEPT = 32;

    /** Copies the map. */
    FlagConfiguration {
        instances = Map.copyOf(instances);
    }

    /** The file that is included at the level of {@code http}. */
    String text() {
        StringBuilder text = new StringBuilder();
        text.append("# Written by cdctl for ").append(place).append("; changes by hand are lost. Format 1.\n");
        text.append("# serves ").append(serves()).append('\n');
        for (Colour colour : Colour.values()) {
            text.append(upstream(colour));
        }
        text.append(client())
                .append(questions())
                .append(upgrades())
                .append(answered())
                .append(gauges());
        if (!flags.ownServer()) {
            text.append(server());
        }
        return text.toString();
    }

    /** The file that a server block of the user's own includes. */
    String location() {
        return new FlagLocation(place, door).text();
    }

    /** What no two environments of one nginx can have in common; empty when the user's server block decides. */
    String serves() {
        return flags.ownServer()
                ? "what its own server block says"
                : door.listen() + " " + door.host().orElse("*");
    }

    private String upstream(Colour colour) {
        StringBuilder text = new StringBuilder("upstream " + place.upstream(colour) + " {\n");
        List<Address> own = instances.getOrDefault(colour, List.of());
        own.forEach(address -> text.append("    server ").append(address).append(";\n"));
        if (own.isEmpty()) {
            // An upstream without a server would be refused, and the whole configuration with it.
            text.append("    server 127.0.0.1:1 down;\n");
        } else if (flags.backup()) {
            instances
                    .getOrDefault(colour.other(), List.of())
                    .forEach(address ->
                            text.append("    server ").append(address).append(" backup;\n"));
        }
        // Shorter than what servers usually keep idle connections for, so that none closes one that is about to be
        // used.
        text.append("    keepalive ").append(CONNECTIONS_KEPT).append(";\n    keepalive_timeout 4s;\n}\n");
        return text.toString();
    }

    /** Which tenth of the clients somebody belongs to, the same at each request. */
    private String client() {
        StringBuilder text = new StringBuilder("split_clients \"" + flags.client() + "\" " + bucket() + " {\n");
        for (int tenth = 0; tenth < 9; tenth++) {
            text.append("    10% ").append(tenth).append(";\n");
        }
        return text + "    * 9;\n}\n";
    }

    private String bucket() {
        return place.variable("bucket");
    }

    /** Questions of cdctl itself, known by their token. */
    private String questions() {
        return """
                map "$http_x_cdctl_probe $http_x_cdctl_ask" $probe {
                    default "";
                    "~^(?:.*,)?@TOKEN@(?:,.*)? $" probe;
                }
                map "$http_x_cdctl_probe $http_x_cdctl_ask" $count {
                    default "";
                    "~^@TOKEN@ (?<cdctl_kind>flight|upgraded)-(?:blue|green)-(?<cdctl_limit>[0-9]{1,5})$" $cdctl_kind/$cdctl_limit;
                }
                map $http_x_cdctl_ask $of {
                    default none;
                    "~-blue-" blue;
                    "~-green-" green;
                }
                map $http_x_cdctl_generation $asked {
                    default none;
                    "~^[0-9]{1,18}$" $http_x_cdctl_generation;
                }
                """.replace("$probe", place.variable("probe"))
                .replace("$count", place.variable("count"))
                .replace("$of", place.variable("of"))
                .replace("$asked", place.variable("asked"));
    }

    /** Only WebSockets are upgraded; whatever else a client would like to speak is not passed on. */
    private String upgrades() {
        return """
                map $http_upgrade $upgrade {
                    default "";
                    "~*^websocket$" websocket;
                }
                map $http_upgrade $connection {
                    default "";
                    "~*^websocket$" upgrade;
                }
                """.replace("$upgrade", place.variable("upgrade")).replace("$connection", place.variable("connection"));
    }

    /** The colour whose instance gave the answer, the last one that was tried; without backups it is the chosen one. */
    private String answered() {
        StringBuilder text = new StringBuilder("map $upstream_addr " + place.variable("answered") + " {\n");
        text.append("    default $cdctl_colour;\n");
        if (flags.backup()) {
            instances.forEach((colour, addresses) -> addresses.forEach(address -> text.append("    \"~(^|[ ,])")
                    .append(address.toString().replaceAll("[.\\[\\]]", "\\\\$0"))
                    .append("$\" ")
                    .append(colour.word())
                    .append(";\n")));
        }
        return text + "}\n";
    }

    /** What is under way is counted in shared memory, over all workers, also those that end. */
    private String gauges() {
        return "limit_conn_zone $cdctl_colour zone=" + place.called("flight") + ":64k;\n"
                + "limit_conn_zone $cdctl_upgraded zone=" + place.called("upgraded") + ":64k;\n";
    }

    private String server() {
        StringBuilder text = new StringBuilder("server {\n    listen ").append(door.listen());
        door.tls().ifPresent(tls -> text.append(" ssl"));
        if (door.host().isEmpty()) {
            text.append(" default_server");
        }
        text.append(";\n");
        door.host()
                .ifPresent(host -> text.append("    server_name ").append(host).append(";\n"));
        door.tls().ifPresent(tls -> text.append(certificate(tls)));
        // What is too large is for the service to say.
        text.append("    client_max_body_size 0;\n\n");
        return text + location() + "}\n";
    }

    private static String certificate(Route.Tls tls) {
        return "    ssl_certificate " + tls.certificate() + ";\n    ssl_certificate_key " + tls.key() + ";\n";
    }
}
