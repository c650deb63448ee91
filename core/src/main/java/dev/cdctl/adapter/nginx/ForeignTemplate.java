package dev.cdctl.adapter.nginx;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.state.kv.KvUrl;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A configuration of nginx for those who keep consul-template or confd: a template of theirs that reads the decision and
 * where instances listen from the state. It always has an answer: 503 when nothing is live or nothing can be told.
 */
public enum ForeignTemplate {
    CONSUL_TEMPLATE("consul-template"),
    CONFD("confd");

    private static final String NO_DECISION = "{\"value\":{\"generation\":0,\"baseline\":\"\",\"releases\":{}}}";
    private static final String NO_ROUTING = "{\"value\":{\"closed\":0,\"instances\":{}}}";

    private final String word;

    ForeignTemplate(String word) {
        this.word = word;
    }

    /** By its word. */
    public static ForeignTemplate of(String word) {
        return word.equals(CONFD.word) ? CONFD : CONSUL_TEMPLATE;
    }

    /**
     * The template, in lines.
     *
     * @param url of the state
     * @throws Failure refused, when that program does not read such a state
     */
    public List<String> lines(NginxRouterSpec spec, String url, Name service, Name environment) {
        if (!KvUrl.isMeant(url) || this == CONSUL_TEMPLATE && !url.startsWith(KvUrl.CONSUL)) {
            throw Failure.refused(Problem.of("CD-920", word + " does not read the state in " + url)
                    .because("consul-template reads from Consul, and confd from Consul or etcd")
                    .remedy("`state: consul://127.0.0.1:8500` or `state: etcd://127.0.0.1:2379`, see docs/stores.md"));
        }
        KvUrl state = KvUrl.parse(url);
        String text = this == CONFD ? resource("confd.head") : resource("consul-template.head");
        return (text + resource("template.body"))
                .replace("@NAME@", service + "-" + environment)
                .replace("@PREFIX@", state.prefix() + "/" + service + "/" + environment)
                .replace("@ADDRESS@", state.servers().get(0).toString())
                .replace("@BACKEND@", backend(state))
                .replace("@NO_DECISION@", NO_DECISION)
                .replace("@NO_ROUTING@", NO_ROUTING)
                .replace("@SERVER@", server(spec.door()))
                .replace("@PATH@", spec.door().path())
                .lines()
                .toList();
    }

    private static String backend(KvUrl state) {
        boolean etcd = state.scheme().equals(KvUrl.ETCD);
        return "-backend " + (etcd ? "etcdv3" : "consul") + " "
                + state.servers().stream()
                        .map(server -> "-node " + (etcd ? "http://" : "") + server)
                        .collect(Collectors.joining(" "));
    }

    private static String server(NginxRouterSpec.Door door) {
        StringBuilder text = new StringBuilder("    listen ").append(door.listen());
        door.tls().ifPresent(tls -> text.append(" ssl"));
        text.append(';');
        door.host()
                .ifPresent(
                        host -> text.append("\n    server_name ").append(host).append(';'));
        door.tls()
                .ifPresent(tls -> text.append("\n    ssl_certificate ")
                        .append(tls.certificate())
                        .append(";\n    ssl_certificate_key ")
                        .append(tls.key())
                        .append(';'));
        return text.toString();
    }

    private static String resource(String name) {
        try (InputStream stream = Objects.requireNonNull(ForeignTemplate.class.getResourceAsStream(name))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
