package dev.cdctl.adapter.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.adapter.nginx.NginxRouterSpec.Door;
import dev.cdctl.adapter.nginx.NginxRouterSpec.Flags;
import dev.cdctl.adapter.shell.LocalShell;
import dev.cdctl.http.Exchange;
import dev.cdctl.http.Reply;
import dev.cdctl.http.Target;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Weights;
import dev.cdctl.servers.Balancer;
import dev.cdctl.servers.RealNginx;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Proof;
import dev.cdctl.traffic.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NginxRouterTest extends NginxFixture {
    private final Set<Integer> green = new HashSet<>();

    NginxRouterTest(@TempDir Path folder) {
        super(folder);
    }

    @Test
    void servesTheColourThatWasDecided() {
        assertThat(front.router().observe()).isEmpty();
        front.router().check(front.route());
        front.flip(Colour.BLUE, 1);
        assertThat(front.ask("/").body()).startsWith("blue");
        assertThat(front.prove(1, Colour.BLUE)).contains("answered by blue");
        assertThat(front.router().observe()).contains(Front.decision(1, Colour.BLUE));
        List<Long> workers = nginx.workers();
        front.flip(Colour.GREEN, 2);
        assertThat(front.ask("/").body()).startsWith("green");
        assertThat(front.prove(2, Colour.GREEN)).contains("answered by green");
        assertThat(nginx.workers()).as("no reload").isEqualTo(workers);
    }

    @Test
    void theFirstReleaseOfTheOtherColourChangesNoConfiguration() {
        front.router()
                .apply(
                        front.route(Map.of(Colour.BLUE, List.of(front.address(Colour.BLUE)))),
                        Front.decision(1, Colour.BLUE));
        List<Long> workers = nginx.workers();
        front.flip(Colour.GREEN, 2);
        assertThat(front.ask("/").body()).startsWith("green");
        assertThat(nginx.workers()).isEqualTo(workers);
    }

    @Test
    void refusesAnOlderDecisionAndAnotherOneOfTheSameGeneration() {
        front.flip(Colour.BLUE, 5);
        assertThatThrownBy(() -> front.flip(Colour.GREEN, 4)).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED);
            assertThat(failure).hasMessageContaining("CD-651");
        });
        assertThatThrownBy(() -> front.flip(Colour.GREEN, 5)).hasMessageContaining("CD-652");
        front.flip(Colour.BLUE, 5);
        assertThat(front.ask("/").body()).startsWith("blue");
        assertThat(front.router().observe()).contains(Front.decision(5, Colour.BLUE));
    }

    @Test
    void disclosesNothingWithoutTheToken() {
        front.flip(Colour.BLUE, 1);
        Exchange plain = Exchange.get(Target.of("127.0.0.1", front.port), "/head");
        for (Exchange exchange : List.of(
                plain.with("X-Cdctl-Probe", "0".repeat(32)).with("X-Cdctl-Generation", "1"),
                plain.with("X-Cdctl-Probe", "").with("X-Cdctl-Ask", "flight-blue-1"),
                plain.with("X-Cdctl-Ask", "flight-blue-1"))) {
            var answer = Front.ask(exchange);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("X-Cdctl-Colour")).isEmpty();
            assertThat(answer.header("X-Cdctl-Generation")).isEmpty();
            assertThat(answer.body().toLowerCase(Locale.ROOT)).doesNotContain("x-cdctl");
        }
        assertThat(front.ask("/cdctl.books.production.internal/probe").status()).isEqualTo(404);
    }

    /** The next connection goes to the other one, which does not know the token of the first. */
    @Test
    void twoOfThemAreProvenBehindOneAddress(@TempDir Path second) {
        try (RealNginx other = RealNginx.start(second);
                Front beside = new Front(other);
                Balancer all = Balancer.of(front.port, beside.port)) {
            front.flip(Colour.BLUE, 1);
            beside.flip(Colour.BLUE, 1);
            Proof proof = new Proof(front.router(), front.route());
            Decision decision = Front.decision(1, Colour.BLUE);
            assertThat(proof.itself(decision, Optional.of(all.url()), text -> {}))
                    .contains("10 of 10");
            assertThatThrownBy(() -> proof.of(decision, Optional.of(all.url()), text -> {}))
                    .hasMessageContaining("CD-660");
            assertThat(proof.among(List.of(front.router(), beside.router()))
                            .of(decision, Optional.of(all.url()), text -> {}))
                    .contains("10 of 10");
        }
    }

    @Test
    void aCertificateThatIsNotThereIsFoundByTheCheck() {
        Door plain = front.door();
        Route.Tls missing = new Route.Tls(Path.of("/nowhere/books.pem"), Path.of("/nowhere/books.key"));
        NginxRouterSpec spec = new NginxRouterSpec(
                new Flags(nginx.flags().toString(), nginx.flags().toString(), false, "$remote_addr", false),
                new Door(plain.listen(), plain.host(), plain.path(), Optional.of(missing), plain.timeout()),
                front.program(),
                Origin.of("test"));
        NginxRouter router =
                new NginxRouter(spec, front.service, new Name("production"), front.means(new LocalShell()));
        assertThatThrownBy(() -> router.check(front.route(), Front.decision(1, Colour.BLUE)))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.problems().get(0).toString()
                                        + failure.problems().get(0).why())
                                .contains("CD-644", "/nowhere/books.pem"));
        assertThat(nginx.flags()).doesNotExist();
    }

    @Test
    void tellsOnlyTheGenerationThatItFollows() {
        front.flip(Colour.BLUE, 7);
        assertThat(asked(7).header("X-Cdctl-Generation")).contains("7");
        assertThat(asked(7).header("X-Cdctl-Colour")).contains("blue");
        assertThat(asked(6).header("X-Cdctl-Generation")).contains("none");
        Exchange climbing = question(7).with("X-Cdctl-Generation", "7/../open");
        assertThat(Front.ask(climbing).header("X-Cdctl-Generation")).contains("none");
        assertThat(asked(7).body()).doesNotContain("X-Cdctl");
    }

    @Test
    void passesThePathOfAProbeOnAsItIs() {
        front.flip(Colour.BLUE, 1);
        Exchange exchange = new Exchange(
                Target.of("127.0.0.1", front.port),
                "GET",
                "/head/a%2Fb?x=1&y=%20",
                front.router().probe(1),
                Optional.empty());
        assertThat(Front.ask(exchange).body()).startsWith("GET /head/a%2Fb?x=1&y=%20 HTTP/1.1");
        assertThat(front.ask("/head/a%2Fb?x=1&y=%20").body()).startsWith("GET /head/a%2Fb?x=1&y=%20 HTTP/1.1");
    }

    @Test
    void answers503WhileItIsStoppedAndServesAgain() {
        front.flip(Colour.BLUE, 1);
        List<Long> workers = nginx.workers();
        front.router().apply(front.route(Map.of()), Front.decision(1, Colour.BLUE));
        assertThat(front.ask("/").status()).isEqualTo(503);
        assertThat(front.traffic(Colour.BLUE).isQuiet()).isTrue();
        front.flip(Colour.BLUE, 1);
        assertThat(front.ask("/").body()).startsWith("blue");
        assertThat(nginx.workers()).isEqualTo(workers);
    }

    @Test
    void splitsTheTrafficByTenthsAndEveryClientStaysWhereItIs() {
        front.flip(Colour.BLUE, 1);
        int before = 0;
        for (int green : List.of(0, 10, 30, 50, 90, 100)) {
            Decision decision = Front.decision(2 + green, Colour.BLUE, new Weights(green));
            front.router().apply(front.route(), decision);
            int share = share(green);
            assertThat(share).as("of 400 clients at %d %%", green).isBetween(4 * green - 60, 4 * green + 60);
            assertThat(share).isGreaterThanOrEqualTo(before);
            before = share;
        }
        assertThat(before).isEqualTo(400);
        assertThat(NginxRouter.tenths(1)).isEqualTo(1);
        assertThat(NginxRouter.tenths(99)).isEqualTo(9);
    }

    /** Who once was green stays green as the share grows. */
    private int share(int weight) {
        int count = 0;
        for (int client = 0; client < 400; client++) {
            boolean isGreen = front.ask("/?client=" + client).body().startsWith("green");
            assertThat(isGreen || !green.contains(client))
                    .as("client %d at %d %%", client, weight)
                    .isTrue();
            if (isGreen) {
                green.add(client);
                count++;
            }
        }
        return count;
    }

    private Exchange question(long generation) {
        Exchange plain = Exchange.get(Target.of("127.0.0.1", front.port), "/head");
        for (var header : front.router().probe(generation).entrySet()) {
            plain = plain.with(header.getKey(), header.getValue());
        }
        return plain;
    }

    private Reply.Answer asked(long generation) {
        return Front.ask(question(generation));
    }

    @Test
    void aServerBlockOfTheUsersOwnIncludesWhatIsWritten() throws IOException {
        Flags flags = new Flags(nginx.flags().toString(), nginx.flags().toString(), true, "$remote_addr", false);
        NginxRouter router = front.router(new LocalShell(), flags);
        Files.writeString(nginx.own("theirs.conf"), """
                server {
                    listen 127.0.0.1:%d;
                    location /theirs { return 200 theirs; }
                    include %s/books.production.in[c];
                }
                """.formatted(front.port, nginx.flags()));
        nginx.tell("-s", "reload");
        router.check(front.route());
        router.apply(front.route(), Front.decision(1, Colour.BLUE));
        assertThat(front.ask("/").body()).startsWith("blue");
        assertThat(front.ask("/theirs").body()).isEqualTo("theirs");
        router.apply(front.route(), Front.decision(2, Colour.GREEN));
        assertThat(front.ask("/").body()).startsWith("green");
        assertThat(router.setup()).contains("include " + nginx.flags() + "/books.production.in[c];");
        router.remove();
        assertThat(front.ask("/").status()).isEqualTo(404);
        assertThat(front.ask("/theirs").body()).isEqualTo("theirs");
    }

    @Test
    void theOtherColourTakesOverOnlyWhereThatIsAskedFor() {
        front.flip(Colour.BLUE, 1);
        front.blue.close();
        Reply.Answer refused = front.ask("/");
        while (refused.body().startsWith("blue")) {
            // A connection that was accepted at the last moment.
            refused = front.ask("/");
        }
        assertThat(refused.status()).isEqualTo(502);
        Flags flags = new Flags(nginx.flags().toString(), nginx.flags().toString(), false, "$remote_addr", true);
        NginxRouter router = front.router(new LocalShell(), flags);
        router.apply(front.route(), Front.decision(2, Colour.BLUE));
        assertThat(front.ask("/").body()).startsWith("green");
        Reply.Answer answer = asked(2);
        assertThat(answer.header("X-Cdctl-Colour")).as("who really answered").contains("green");
    }

    @Test
    void aPrefixEndsAtASlash() {
        Door door = new Door(
                front.door().listen(),
                Optional.empty(),
                "/head",
                Optional.empty(),
                front.door().timeout());
        NginxRouter router = new NginxRouter(
                new NginxRouterSpec(
                        new Flags(nginx.flags().toString(), nginx.flags().toString(), false, "$remote_addr", false),
                        door,
                        front.program(),
                        Origin.of("test")),
                front.service,
                new Name("production"),
                front.means(new LocalShell()));
        router.apply(front.route(), Front.decision(1, Colour.BLUE));
        assertThat(front.ask("/head").body()).startsWith("GET /head HTTP");
        assertThat(front.ask("/head/x").body()).startsWith("GET /head/x HTTP");
        assertThat(front.ask("/heads").status()).isEqualTo(404);
    }
}
