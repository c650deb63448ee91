package dev.cdctl.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cdctl.artifact.image.ImageSpec;
import dev.cdctl.deploy.spec.ContainerSpec;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.deploy.spec.RunSpec;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Roles that are of several packaged images. */
class SeveralImagesLanguageTest {
    private static final String ROLES = "web: {}, cache: {kind: sidecar, container: {image: cache, memory: 32m}}";

    @Test
    void aRoleNamesItsImageAndTakesTheRestFromTheRunBlock() {
        Pipeline pipeline = parse("container: {image: web, memory: 256m, user: '1'}", ROLES);

        assertThat(pipeline.images()).extracting(ImageSpec::name).containsExactly(new Name("web"), new Name("cache"));
        RunSpec run = pipeline.environments().get(0).run();
        RoleSpec cache = run.roles().get(1);
        assertThat(cache.kind()).isEqualTo(RoleSpec.Kind.SIDECAR);
        ContainerSpec container = run.containerOf(cache).orElseThrow();
        assertThat(container.image()).contains(new Name("cache"));
        assertThat(container.memory()).contains(32L << 20);
        assertThat(container.user()).contains("1");
        assertThat(run.containerOf(run.roles().get(0))).isEqualTo(run.container());
        assertThat(run.memory()).isEqualTo((256L + 32) << 20);
    }

    @Test
    void anEnvironmentOverridesOneKeyOfARolesContainer() {
        RunSpec production =
                parse("container: {image: web}", ROLES).environments().get(1).run();

        ContainerSpec container =
                production.containerOf(production.roles().get(1)).orElseThrow();
        assertThat(container.image()).contains(new Name("cache"));
        assertThat(container.memory()).contains(64L << 20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "container: {} | web: {}, cache: {kind: sidecar, container: {image: cache}} | CD-122 | role 'web'",
                "container: {image: web} | web: {}, cache: {container: {image: cach}, kind: sidecar} | CD-122 | 'cach'",
                "container: {image: web} | web: {}, cache: {kind: sidecar, handover: overlap} | CD-125 | 'handover'",
                "container: {image: web} | web: {}, cache: {kind: sidecar, health: {http: /}} | CD-125 | health.http",
                "container: {image: web} | web: {}, cache: {kind: worker, container: {port: 1}} | CD-125 | container.port",
                "container: {image: web} | web: {container: {linked: {}}}, cache: {kind: worker} | CD-110 | linked",
            })
    void whatCannotBeIsRefusedOnce(String run, String roles, String code, String words) {
        Failure failure = catchThrowableOfType(Failure.class, () -> parse(run, roles));

        List<Problem> problems = failure.problems().stream().distinct().toList();
        assertThat(problems).extracting(Problem::code).containsOnly(code);
        assertThat(problems).allSatisfy(problem -> assertThat(problem.what()).contains(words));
    }

    @Test
    void whatIsLinkedIsFoundOnTheFirstHostOnlyAndThatIsTold() {
        String linked = "container: {image: web, linked: {db: {image: 'couchdb:3'}}}";
        assertThat(parse(linked, ROLES).remarks()).isEmpty();

        String two = text(linked, ROLES).replace("test: {hosts: [unix:///run/docker.sock]}", """
                test:
                    hosts: [{url: 'tcp://web1:2376', name: web1}, {url: 'tcp://web2:2376', name: web2}]
                    state: ssh://deploy@web1/srv/cdctl""");
        assertThat(PipelineFile.parse(two, Path.of("/project/pipeline.yaml"), Map.of(), Set.of())
                        .remarks())
                .singleElement()
                .satisfies(remark -> assertThat(remark)
                        .contains("'test' (db)", "first host web1 only", "containers on web2", "`run.env`"));
    }

    private static Pipeline parse(String run, String roles) {
        return PipelineFile.parse(text(run, roles), Path.of("/project/pipeline.yaml"), Map.of(), Set.of());
    }

    private static String text(String run, String roles) {
        return "service: books\n"
                + "package: [{image: {name: web}}, {image: {name: cache, context: cache}}]\n"
                + "push: {images: 'registry.example:5000/team'}\n"
                + "run: {" + run + ", roles: {" + roles + "}}\n"
                + "environments:\n"
                + "  test: {hosts: [unix:///run/docker.sock]}\n"
                + "  production:\n"
                + "    hosts: [unix:///run/docker.sock]\n"
                + "    run: {roles: {cache: {container: {memory: 64m}}}}\n";
    }
}
