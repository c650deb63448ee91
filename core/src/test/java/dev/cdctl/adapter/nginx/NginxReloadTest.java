package dev.cdctl.adapter.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.adapter.nginx.NginxRouterSpec.Template;
import dev.cdctl.adapter.shell.LocalShell;
import dev.cdctl.host.HostShell;
import dev.cdctl.load.Load;
import dev.cdctl.load.Load.Kind;
import dev.cdctl.load.Load.Mix;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Version;
import dev.cdctl.model.Weights;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Proof;
import dev.cdctl.traffic.VersionMark;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NginxReloadTest extends NginxFixture {
    private final Path source;
    private final Path target;
    private final List<Problem> warnings = new ArrayList<>();

    NginxReloadTest(@TempDir Path folder) throws IOException {
        super(folder);
        this.source = folder.resolve("books.conf.tmpl");
        this.target = nginx.own("books.conf");
        template("");
    }

    @Test
    void servesWhatWasDecidedByAReload() {
        router().check(front.route());
        assertThat(warnings).hasSize(1).allMatch(problem -> problem.code().equals("CD-659"));
        assertThat(router().observe()).isEmpty();
        router().apply(front.route(), Front.decision(1, Colour.BLUE));
        assertThat(prove(1, Colour.BLUE)).contains("blue");
        router().apply(front.route(), Front.decision(2, Colour.GREEN));
        assertThat(prove(2, Colour.GREEN)).contains("green");
        assertThat(router().observe()).contains(Front.decision(2, Colour.GREEN));
        List<Long> workers = nginx.workers();
        router().apply(front.route(), Front.decision(2, Colour.GREEN));
        assertThat(nginx.workers()).as("nothing is done twice").isEqualTo(workers);
        assertThatThrownBy(() -> router().apply(front.route(), Front.decision(1, Colour.BLUE)))
                .hasMessageContaining("CD-651");
        assertThatThrownBy(() -> router().apply(front.route(), Front.decision(2, Colour.BLUE)))
                .hasMessageContaining("CD-652");
        assertThatThrownBy(() -> router().apply(front.route(), Front.decision(3, Colour.BLUE, new Weights(30))))
                .hasMessageContaining("CD-658");
        assertThat(front.ask("/").header("X-Cdctl-Colour")).isEmpty();
    }

    @Test
    void answers503WhileItIsStopped() {
        router().apply(front.route(), Front.decision(1, Colour.BLUE));
        router().apply(front.route(Map.of()), Front.decision(1, Colour.BLUE));
        assertThat(front.ask("/").status()).isEqualTo(503);
        router().apply(front.route(), Front.decision(1, Colour.BLUE));
        assertThat(front.ask("/").body()).startsWith("blue");
        router().remove();
        assertThat(target).doesNotExist();
        assertThat(router().observe()).isEmpty();
    }

    @Test
    void aTemplateThatNginxRefusesLeavesTheTargetByteForByte() throws IOException {
        router().apply(front.route(), Front.decision(1, Colour.BLUE));
        byte[] before = Files.readAllBytes(target);
        List<Long> workers = nginx.workers();
        template("nonsense;");
        assertThatThrownBy(() -> router().apply(front.route(), Front.decision(2, Colour.GREEN)))
                .isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure).hasMessageContaining("CD-644");
                    assertThat(failure.problems().get(0).why()).contains("nonsense");
                });
        assertThat(target).hasBinaryContent(before);
        assertThat(nginx.workers()).isEqualTo(workers);
        assertThat(prove(1, Colour.BLUE)).isNotEmpty();
    }

    @Test
    void aTemplateThatNginxRefusesIsFoundBeforeAnythingIsDone() throws IOException {
        template("nonsense;");
        assertThatThrownBy(() -> router().check(front.route(), Front.decision(1, Colour.BLUE)))
                .isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Failure.Kind.FAILED);
                    assertThat(failure.problems().get(0).why()).contains("nonsense", target.toString());
                });
        assertThat(left()).containsExactlyInAnyOrder("logs", "nginx.conf", "nginx.pid", "own", "books.conf.tmpl");
        template("");
        router().check(front.route(), Front.decision(1, Colour.BLUE));
        router().apply(front.route(), Front.decision(1, Colour.BLUE));
        byte[] before = Files.readAllBytes(target);
        List<Long> workers = nginx.workers();
        template("nonsense;");
        assertThatThrownBy(() -> router().check(front.route(), Front.decision(2, Colour.GREEN)))
                .hasMessageContaining("CD-644");
        assertThat(target).hasBinaryContent(before);
        assertThat(nginx.workers()).isEqualTo(workers);
        assertThat(target.resolveSibling(".books.conf.cdctl/new")).doesNotExist();
    }

    /** Its headers say what was decided, and users get something else. */
    @Test
    void aTemplateThatLeadsElsewhereIsNotProven() throws IOException {
        VersionMark mark = new VersionMark("X-Version", Optional.of("/health"));
        Decision blue = saying("blue", 1);
        router().apply(front.route(), blue);
        Proof proof = new Proof(router(), front.route()).saying(Optional.of(mark));
        assertThat(proof.of(blue, Optional.empty(), text -> {})).contains("10 of 10");
        Files.writeString(
                source,
                Files.readString(source).replace("http://books;", "http://127.0.0.1:" + front.green.port() + ";"));
        Decision again = saying("blue", 2);
        router().apply(front.route(), again);
        assertThatThrownBy(() -> proof.of(again, Optional.empty(), text -> {}))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.problems().get(0).why()).contains("says version green"));
    }

    private static Decision saying(String version, long generation) {
        Decision.Placed placed = new Decision.Placed("d", new Version(version), Digest.of(version));
        return new Decision(generation, 1, Colour.BLUE, Weights.all(Colour.BLUE), "s", Map.of(Colour.BLUE, placed));
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(source.getParent())) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.startsWith("temp-"))
                    .toList();
        }
    }

    /** {@code nginx -t} is content with it, and the reload ends with 0 all the same. */
    @Test
    void aReloadThatTookNoEffectIsPutBack() throws IOException {
        router().apply(front.route(), Front.decision(1, Colour.BLUE));
        byte[] before = Files.readAllBytes(target);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            template("server { listen 127.0.0.1:" + taken.getLocalPort() + "; }");
            assertThatThrownBy(() -> router().apply(front.route(), Front.decision(2, Colour.GREEN)))
                    .isInstanceOfSatisfying(Failure.class, failure -> {
                        assertThat(failure.kind()).isEqualTo(Failure.Kind.FAILED);
                        assertThat(failure).hasMessageContaining("CD-649");
                    });
        }
        assertThat(target).hasBinaryContent(before);
        assertThat(prove(1, Colour.BLUE)).isNotEmpty();
        template("");
        router().apply(front.route(), Front.decision(3, Colour.GREEN));
        assertThat(prove(3, Colour.GREEN)).isNotEmpty();
    }

    @Test
    void aTemplateThatProvesNothingIsRefused() throws IOException {
        Files.writeString(source, "upstream books { {{servers}} }\n");
        assertThatThrownBy(() -> router().check(front.route())).hasMessageContaining("CD-657");
        Files.writeString(source, "# {{cdctl}} {{sservers}}\n");
        assertThatThrownBy(() -> router().check(front.route())).hasMessageContaining("CD-657");
        Files.delete(source);
        assertThatThrownBy(() -> router().check(front.route())).hasMessageContaining("CD-657");
    }

    @Test
    void whileTheConfigurationIsBrokenNobodyKnowsWhatTheFormerColourHas() throws IOException {
        router().apply(front.route(), Front.decision(1, Colour.BLUE));
        router().apply(front.route(), Front.decision(2, Colour.GREEN));
        Path broken = nginx.own("zz.conf");
        Files.writeString(broken, "nonsense;\n");
        assertThat(router().traffic()).containsOnlyKeys(Colour.GREEN);
        Files.delete(broken);
        assertThat(router().traffic()).containsOnlyKeys(Colour.BLUE, Colour.GREEN);
    }

    @Test
    void aColourIsQuietWhenTheWorkersThatKnewItAreGone() {
        router().apply(front.route(), Front.decision(1, Colour.BLUE));
        try (Load load = Load.start(front.port, new Mix(Map.of(Kind.SLOW, 1), 4_000, 100))) {
            while (front.blue.requests() == 0) {
                Thread.onSpinWait();
            }
            router().apply(front.route(), Front.decision(2, Colour.GREEN));
            assertThat(router().traffic().get(Colour.BLUE)).matches(traffic -> traffic != null && !traffic.isQuiet());
            assertThat(router().traffic().get(Colour.GREEN)).matches(traffic -> traffic != null && traffic.isQuiet());
            assertThat(load.stop().failures()).isEmpty();
        }
        while (nginx.workers().size() > 2) {
            Thread.onSpinWait();
        }
        assertThat(router().traffic().get(Colour.BLUE)).matches(traffic -> traffic != null && traffic.isQuiet());
    }

    private NginxReloadRouter router() {
        return router(new LocalShell());
    }

    private NginxReloadRouter router(HostShell shell) {
        return new NginxReloadRouter(
                new NginxRouterSpec(
                        new Template(source, target.toString()), front.door(), front.program(), Origin.of("test")),
                front.service,
                new Name("production"),
                new NginxReloadRouter.Means(shell, warnings::add));
    }

    private String prove(long generation, Colour colour) {
        return new Proof(router(), front.route()).of(Front.decision(generation, colour), Optional.empty(), text -> {});
    }

    private void template(String more) throws IOException {
        Files.writeString(source, """
                upstream books { {{servers}} {{ backup }} keepalive 16; }
                server {
                    listen 127.0.0.1:PORT;
                    location / {
                        {{cdctl}}
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                        proxy_pass http://books;
                    }
                }
                # {{colour}} {{generation}} {{service}} {{environment}} {{blue}} {{green}}
                """.replace("PORT", Integer.toString(front.port)) + more + "\n");
    }
}
