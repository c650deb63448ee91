package dev.cdctl.adapter.consul;

import dev.cdctl.http.Target;
import dev.cdctl.model.mask.KnownSecrets;
import dev.cdctl.model.mask.Mask;
import dev.cdctl.state.kv.Access;
import dev.cdctl.state.kv.KvUrl;
import java.util.Map;
import java.util.Optional;

/**
 * Where Consul is asked, and as whom, from the variables that its own tools read: {@code CONSUL_HTTP_TOKEN_FILE},
 * {@code CONSUL_HTTP_TOKEN}, {@code CONSUL_HTTP_SSL}, {@code CONSUL_CACERT}, {@code CONSUL_CLIENT_CERT},
 * {@code CONSUL_CLIENT_KEY}, {@code CONSUL_TLS_SERVER_NAME}. See
 * https://developer.hashicorp.com/consul/commands#environment-variables
 *
 * @param url names it to people
 * @param token an ACL token
 * @param origin where the token comes from, for people
 */
public record ConsulAccess(KvUrl url, Target target, Optional<String> token, String origin) {
    private static final String TOKEN = "CONSUL_HTTP_TOKEN";

    /**
     * Reads the variables, and the file of the token.
     *
     * @param secrets learns the token
     * @throws dev.cdctl.model.Failure unreachable, when a file that is named cannot be read
     */
    public static ConsulAccess of(KvUrl url, Map<String, String> variables, KnownSecrets secrets) {
        Access access = new Access(variables);
        Optional<String> token = access.file(TOKEN + "_FILE").or(() -> access.variable(TOKEN));
        String origin = access.file(TOKEN + "_FILE").isPresent()
                ? TOKEN + "_FILE, which is the file " + variables.get(TOKEN + "_FILE")
                : TOKEN;
        token.ifPresent(value -> secrets.add(Mask.of(Map.of(TOKEN, value))));
        KvUrl.Server server = url.servers().get(0);
        Target plain = Target.of(server.host(), server.port());
        boolean secure = access.variable("CONSUL_HTTP_SSL")
                .filter(value -> value.equals("1") || value.equalsIgnoreCase("true"))
                .isPresent();
        if (!secure) {
            return new ConsulAccess(url, plain, token, origin);
        }
        Access.TlsNames files = new Access.TlsNames("CONSUL_CACERT", "CONSUL_CLIENT_CERT", "CONSUL_CLIENT_KEY");
        String name = access.variable("CONSUL_TLS_SERVER_NAME").orElse(server.host());
        return new ConsulAccess(url, plain.withTls(access.tls(name, files)), token, origin);
    }

    /** The token is left out. */
    @Override
    public String toString() {
        return url.toString();
    }
}
