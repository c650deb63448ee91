package dev.cdctl.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cdctl.adapter.embedded.EmbeddedRouterSpec;
import dev.cdctl.adapter.repository.FileSpec;
import dev.cdctl.artifact.ArchiveSpec;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.deploy.spec.HealthSpec;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.deploy.spec.RunSpec;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.script.StageSpec;
import dev.cdctl.secret.EnvValue;
import dev.cdctl.version.StampSpec;
import dev.cdctl.version.VersionSpec.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineFileTest {
    static final String SMALLEST = """
            service: books
            package:
              - archive: {name: books, files: [start.sh]}
            run: {command: ./start.sh}
            environments:
              integration:
            """;

    static final String GROWN = """
            format: 1
            service: books
            description: Lists and lends books
            owner: team-shelf
            version:
              from: {git: {tag-prefix: ""}}
              stamp:
                - assembly-info: "**/AssemblyInfo.cs"
                - pom: pom.xml
                - file: installer/setup.iss
                  pattern: 'AppVersion=(.*)'
            stages:
              unit: ./unit.sh
              build: {run: ./build.sh, shell: bash, in: src, timeout: 5m, env: {LEVEL: "${LEVEL}", PRICE: "$${x}"}}
            package:
              - archive: {name: books, format: zip, files: [target/books.jar, start.sh], root: dist}
              - archive: {name: tools, files: ["tools/**"]}
            push: {archives: "file:${REPO}"}
            run:
              archive: books
              env: {LOG_LEVEL: info, COUNT: 010, DB_PASSWORD: {secret: {file: secrets/db}}, EMPTY: }
              config: [books.properties]
              stop-timeout: 5s
              roles:
                web: {command: ./start.sh, replicas: 2, health: /health, warm-up: [/]}
                mail: {kind: worker, command: ./mail.sh, handover: overlap, env: {QUEUE: mail}}
                migrate: {kind: job, command: ./migrate.sh, repeat: safe, within: 1h}
            environments:
              integration: {verify: ./it.sh}
              production:
                after: integration
                approve: manual
                run:
                  env: {LOG_LEVEL: warn}
                  roles: {web: {replicas: 4, health: {within: 2m}}}
                verify: {run: ./smoke.sh, timeout: 1m}
                routers:
                  - embedded:
                      port: ${PORT_OF_BOOKS}
                      bind: 0.0.0.0
                      host: books.example
                      path: /books
                      tls: {certificate: tls/books.pem, key: /etc/books.key}
                      timeout: 10s
                url: https://books.example
                state: file:///srv/state
                ports: 21000-21099
                drain: 0s
                watch: 10s
                keep-warm: 1h
            """;

    static final Map<String, String> ENVIRONMENT =
            Map.of("LEVEL", "3", "REPO", "../repository", "PORT_OF_BOOKS", "8443");

    private static Pipeline parse(String text) {
        return PipelineFile.parse(text, Path.of("/repo/pipeline.yaml"), ENVIRONMENT, Set.of("deploy", "test", "build"));
    }

    @Test
    void theSmallestFileGetsEveryDefault() {
        Pipeline pipeline = parse(SMALLEST);

        assertThat(pipeline.service()).isEqualTo(new Name("books"));
        assertThat(pipeline.folder()).isEqualTo(Path.of("/repo"));
        assertThat(pipeline.version().from()).isEqualTo(new Source.Git("v"));
        assertThat(pipeline.archives()).singleElement().satisfies(archive -> {
            assertThat(archive.format()).isEqualTo(ArchiveSpec.Format.TAR_GZ);
            assertThat(archive.root()).isEmpty();
        });
        assertThat(pipeline.push()).isEmpty();
        EnvironmentSpec environment = pipeline.environments().get(0);
        assertThat(environment.ports()).isEqualTo(new EnvironmentSpec.Ports(20000, 29999));
        assertThat(environment.drain()).isEqualTo(Duration.ofSeconds(30));
        assertThat(environment.watch()).isEqualTo(Duration.ofSeconds(5));
        assertThat(environment.approval()).isFalse();
        assertThat(environment.keepWarm()).isEmpty();
        assertThat(environment.origin().line()).isEqualTo(6);
    }

    @Test
    void aCommandAloneIsOneWebRole() {
        RunSpec run = parse(SMALLEST).environments().get(0).run();

        assertThat(run.stopTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(run.roles()).singleElement().satisfies(role -> {
            assertThat(role.name()).isEqualTo(new Name("web"));
            assertThat(role.kind()).isEqualTo(RoleSpec.Kind.WEB);
            assertThat(role.command()).isEqualTo("./start.sh");
            assertThat(role.replicas()).isEqualTo(1);
            assertThat(role.within()).isEqualTo(Duration.ofMinutes(10));
            assertThat(role.health())
                    .isEqualTo(new HealthSpec(
                            Optional.empty(),
                            Duration.ofSeconds(60),
                            Duration.ofMillis(500),
                            3,
                            Duration.ofSeconds(2),
                            "X-Version"));
        });
    }

    @Test
    void everyKeyIsRead() {
        Pipeline pipeline = parse(GROWN);

        assertThat(pipeline.description()).isEqualTo("Lists and lends books");
        assertThat(pipeline.owner()).isEqualTo("team-shelf");
        assertThat(pipeline.version().from()).isEqualTo(new Source.Git(""));
        assertThat(pipeline.version().stamps())
                .extracting(StampSpec::kind)
                .containsExactly(StampSpec.Kind.ASSEMBLY_INFO, StampSpec.Kind.POM, StampSpec.Kind.FILE);
        assertThat(pipeline.version().stamps().get(2)).satisfies(stamp -> {
            assertThat(stamp.glob()).isEqualTo("installer/setup.iss");
            assertThat(stamp.where()).isEqualTo("AppVersion=(.*)");
            assertThat(stamp.origin().line()).isEqualTo(10);
        });
        assertThat(pipeline.stages()).extracting(stage -> stage.name().text()).containsExactly("unit", "build");
        StageSpec build = pipeline.stages().get(1);
        assertThat(build.shell()).isEqualTo(StageSpec.Shell.BASH);
        assertThat(build.in()).contains("src");
        assertThat(build.timeout()).contains(Duration.ofMinutes(5));
        assertThat(build.env())
                .containsOnly(
                        Map.entry("LEVEL", new EnvValue.Plain("3")), Map.entry("PRICE", new EnvValue.Plain("${x}")));
        assertThat(pipeline.archives().get(0).root()).contains("dist");
        assertThat(pipeline.push().orElseThrow().archives()).contains(new FileSpec("file:../repository"));
    }

    @Test
    void anEnvironmentOverridesTheRunBlockKeyByKey() {
        List<EnvironmentSpec> environments = parse(GROWN).environments();
        RunSpec integration = environments.get(0).run();
        RunSpec production = environments.get(1).run();

        assertThat(integration.env()).containsEntry("LOG_LEVEL", new EnvValue.Plain("info"));
        assertThat(production.env())
                .containsEntry("LOG_LEVEL", new EnvValue.Plain("warn"))
                .containsEntry("COUNT", new EnvValue.Plain("010"))
                .containsEntry("EMPTY", new EnvValue.Plain(""));
        assertThat(production.env().get("DB_PASSWORD"))
                .isInstanceOfSatisfying(
                        EnvValue.Secret.class,
                        secret -> assertThat(secret.source().reference()).isEqualTo("file:/repo/secrets/db"));
        RoleSpec web = production.roles().get(0);
        assertThat(web.replicas()).isEqualTo(4);
        assertThat(integration.roles().get(0).replicas()).isEqualTo(2);
        assertThat(web.health().http()).contains("/health");
        assertThat(web.health().within()).isEqualTo(Duration.ofMinutes(2));
        assertThat(web.warmUp()).containsExactly("/");
        assertThat(production.roles()).extracting(role -> role.name().text()).containsExactly("web", "mail", "migrate");
        assertThat(production.roles().get(1).handover()).isEqualTo(RoleSpec.Handover.OVERLAP);
        assertThat(production.roles().get(2).repeatSafe()).isTrue();
    }

    @Test
    void replicasOfAnEnvironmentAreThoseOfItsRunBlock() {
        Pipeline pipeline = parse(SMALLEST.replace("integration:", "integration: {replicas: 3}"));

        assertThat(pipeline.environments().get(0).run().roles().get(0).replicas())
                .isEqualTo(3);
    }

    @Test
    void anEnvironmentKnowsItsRouterAndLimits() {
        EnvironmentSpec production = parse(GROWN).environments().get(1);

        assertThat(production.after()).contains(new Name("integration"));
        assertThat(production.approval()).isTrue();
        assertThat(production.verify())
                .contains(new EnvironmentSpec.Verify("./smoke.sh", Duration.ofMinutes(1), Map.of()));
        assertThat(production.ports()).isEqualTo(new EnvironmentSpec.Ports(21000, 21099));
        assertThat(production.drain()).isZero();
        assertThat(production.keepWarm()).contains(Duration.ofHours(1));
        assertThat(production.routers()).singleElement().isInstanceOfSatisfying(EmbeddedRouterSpec.class, router -> {
            assertThat(router.port()).contains(8443);
            assertThat(router.host()).contains("books.example");
            assertThat(router.path()).isEqualTo("/books");
            assertThat(router.tls().orElseThrow().certificate()).isEqualTo(Path.of("/repo/tls/books.pem"));
            assertThat(router.tls().orElseThrow().key()).isEqualTo(Path.of("/etc/books.key"));
            assertThat(router.timeout()).isEqualTo(Duration.ofSeconds(10));
        });
    }

    @Test
    void everySourceOfVersionsIsRead() {
        assertThat(source("git")).isEqualTo(new Source.Git("v"));
        assertThat(source("maven")).isEqualTo(new Source.Maven("pom.xml"));
        assertThat(source("{maven: app/pom.xml}")).isEqualTo(new Source.Maven("app/pom.xml"));
        assertThat(source("file")).isInstanceOfSatisfying(Source.File.class, file -> {
            assertThat(file.path()).isEqualTo("VERSION");
            assertThat(file.pattern()).isEmpty();
        });
        assertThat(source("{file: a.txt, pattern: 'v(.*)'}"))
                .isInstanceOfSatisfying(
                        Source.File.class, file -> assertThat(file.pattern()).isEqualTo("v(.*)"));
        assertThat(source("{env: BUILD_VERSION}"))
                .isInstanceOfSatisfying(
                        Source.Env.class, env -> assertThat(env.name()).isEqualTo("BUILD_VERSION"));
        assertThat(source("{command: ./v.sh}"))
                .isInstanceOfSatisfying(
                        Source.Command.class,
                        command -> assertThat(command.run()).isEqualTo("./v.sh"));
    }

    private static Source source(String from) {
        return parse("version: {from: " + from + "}\n" + SMALLEST).version().from();
    }

    private static List<Problem> problems(Path file) {
        Failure failure = catchThrowableOfType(Failure.class, () -> PipelineFile.read(file, Map.of(), Set.of()));
        assertThat(failure.kind()).isEqualTo(Failure.Kind.INVALID);
        return failure.problems();
    }

    private static String code(String yaml) {
        return catchThrowableOfType(Failure.class, () -> parse(yaml))
                .problems()
                .get(0)
                .code();
    }

    @Test
    void aMissingFileLeadsToInit(@TempDir Path folder) {
        Problem problem = problems(folder.resolve("pipeline.yaml")).get(0);

        assertThat(problem.code()).isEqualTo("CD-100");
        assertThat(problem.remedy()).contains("cdctl init");
    }

    @Test
    void aFileThatIsNoTextOfReasonableSizeIsRefused(@TempDir Path folder) throws IOException {
        assertThat(problems(folder).get(0).code()).isEqualTo("CD-101");
        Path latin = Files.write(folder.resolve("latin"), new byte[] {'a', ':', ' ', (byte) 0xFC});
        assertThat(problems(latin).get(0).code()).isEqualTo("CD-103");
        Path large = Files.writeString(folder.resolve("large"), "#\n".repeat(600_000));
        assertThat(problems(large).get(0).code()).isEqualTo("CD-102");
    }

    @Test
    void aFileCannotGrowByItsEnvironments() {
        String many = IntStream.range(0, 51).mapToObj(i -> "  e" + i + ":\n").collect(Collectors.joining());
        assertThat(code(SMALLEST + many)).isEqualTo("CD-102");

        String forty = IntStream.range(0, 40).mapToObj(i -> "  e" + i + ":\n").collect(Collectors.joining());
        String variables =
                IntStream.range(0, 300).mapToObj(i -> "V" + i + ": x").collect(Collectors.joining(", "));
        assertThat(code(SMALLEST.replace("./start.sh}", "x, env: {" + variables + "}}") + forty))
                .isEqualTo("CD-102");
    }

    @Test
    void thousandProblemsAreToldInPortions() {
        String unknown =
                IntStream.range(0, 1000).mapToObj(i -> "k" + i + ": x\n").collect(Collectors.joining());

        assertThat(catchThrowableOfType(Failure.class, () -> parse(SMALLEST + unknown))
                        .problems())
                .hasSize(100);
    }
}
