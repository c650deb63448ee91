package dev.cdctl.adapter.nginx;

import dev.cdctl.adapter.nginx.NginxRouterSpec.Door;

/** The part of a server block that brings requests to the colour that the flags say. */
record FlagLocation(Place place, Door door) {
    String text() {
        StringBuilder text = new StringBuilder(users()).append(probe());
        for (Gauge gauge : Gauge.values()) {
            for (int limit : Gauge.LIMITS) {
                text.append(count(gauge, limit));
            }
        }
        return text.toString();
    }

    /**
     * What users ask. The folder {@code current} is a link that a flip replaces, so one test decides: two tests for the
     * two colours could fall on both sides of a flip. A cache of open files would remember what was.
     */
    private String users() {
        return filled("""
                location @PATH@ {
                    open_file_cache off;
                    set $cdctl_colour blue;
                    set $cdctl_upgraded "";
                    if (-f @STATE@/current/green-$bucket) {
                        set $cdctl_colour green;
                    }
                    if ($count) {
                        rewrite ^ @INTERNAL@$count last;
                    }
                    if (!-f @STATE@/current/open) {
                        return 503;
                    }
                    if ($upgrade) {
                        set $cdctl_upgraded $cdctl_colour;
                    }
                    if ($probe) {
                        rewrite ^ @INTERNAL@probe last;
                    }
                @PROXY@
                    proxy_pass http://@UPSTREAM@$cdctl_colour;
                }
                """);
    }

    /** The same with what was chosen in the answer. */
    private String probe() {
        return filled("""
                location = @INTERNAL@probe {
                    internal;
                    open_file_cache off;
                    set $cdctl_generation none;
                    if (-f @STATE@/current/generation-$asked) {
                        set $cdctl_generation $asked;
                    }
                    add_header X-Cdctl-Colour $answered always;
                    add_header X-Cdctl-Generation $cdctl_generation always;
                @PROXY@
                    proxy_pass http://@UPSTREAM@$cdctl_colour$request_uri;
                }
                """);
    }

    /** Whether at least so many are under way: then the limit refuses this one. */
    private String count(Gauge gauge, int limit) {
        return filled("""
                location = @INTERNAL@@GAUGE@/@LIMIT@ {
                    internal;
                    set $cdctl_colour $of;
                    set $cdctl_upgraded $of;
                    access_log off;
                    limit_conn @ZONE@ @LIMIT@;
                    limit_conn_status 429;
                    limit_conn_log_level info;
                    try_files @INTERNAL@none =204;
                }
                """)
                .replace("@GAUGE@", gauge.word())
                .replace("@ZONE@", place.called(gauge.word()))
                .replace("@LIMIT@", Integer.toString(limit));
    }

    private String filled(String text) {
        return text.replace("@PROXY@", proxy().stripTrailing())
                .replace("@PATH@", path())
                .replace("@STATE@", place.inside())
                .replace("@INTERNAL@", place.internal(""))
                .replace("@UPSTREAM@", place.called(""))
                .replace("@FLIGHT@", place.called(Gauge.FLIGHT.word()))
                .replace("@UPGRADED@", place.called(Gauge.UPGRADED.word()))
                .replace("@SECONDS@", Long.toString(Math.max(1, door.timeout().toSeconds())))
                .replace("$bucket", place.variable("bucket"))
                .replace("$count", place.variable("count"))
                .replace("$probe", place.variable("probe"))
                .replace("$asked", place.variable("asked"))
                .replace("$of;", place.variable("of") + ";")
                .replace("$answered", place.variable("answered"))
                .replace("$upgrade", place.variable("upgrade"))
                .replace("$connection", place.variable("connection"));
    }

    private static String proxy() {
        return """
                    limit_conn @FLIGHT@ 65535;
                    limit_conn @UPGRADED@ 65535;
                    proxy_http_version 1.1;
                    proxy_set_header Host $http_host;
                    proxy_set_header Connection $connection;
                    proxy_set_header Upgrade $upgrade;
                    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                    proxy_set_header X-Forwarded-Host $http_host;
                    proxy_set_header X-Forwarded-Proto $scheme;
                    proxy_set_header X-Cdctl-Probe "";
                    proxy_set_header X-Cdctl-Ask "";
                    proxy_set_header X-Cdctl-Generation "";
                    proxy_hide_header X-Cdctl-Colour;
                    proxy_hide_header X-Cdctl-Generation;
                    proxy_connect_timeout 5s;
                    proxy_read_timeout @SECONDS@s;
                    proxy_send_timeout @SECONDS@s;
                """.indent(4);
    }

    /** Prefixes end at a slash: {@code /shop} serves {@code /shop/x}, not {@code /shopping}. */
    private String path() {
        return door.path().endsWith("/")
                ? door.path()
                : "~ ^" + door.path().replace(".", "\\.").replace("+", "\\+") + "(/|$)";
    }
}
