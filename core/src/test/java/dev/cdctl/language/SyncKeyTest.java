package dev.cdctl.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routers that processes move, as pipeline.yaml says it. */
class SyncKeyTest {
    @Test
    void eachNameIsACopyOfTheRouter() {
        EnvironmentSpec spec =
                read("routers: [{nginx: {flags: /f}, sync: [lb1, lb2]}, {haproxy: {listen: '0.0.0.0:81'}}]");

        assertThat(spec.routers().get(0).sync()).containsExactly(new Name("lb1"), new Name("lb2"));
        assertThat(spec.routers().get(1).sync()).isEmpty();
        assertThat(spec.doors().stream().map(router -> router.kind()).toList())
                .isEqualTo(List.of("nginx", "nginx", "haproxy"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "routers: [{nginx: {flags: /f}, sync: [lb1]}, {nginx: {flags: /g, listen: 81}, sync: [lb1]}]",
                "routers: [{nginx: {flags: /f, on: 'ssh://lb1'}, sync: [lb1]}]",
                "routers: [{haproxy: {listen: '0.0.0.0:80', on: 'ssh://lb1'}, sync: [lb1]}]",
                "routers: [{nginx: {flags: /f}, sync: [lb1, lb2]}, {nginx: {flags: /g, listen: 81}}], batches: 1"
            })
    void whatCannotWorkIsRefused(String keys) {
        assertThatThrownBy(() -> read(keys))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.problems().stream().map(Problem::code))
                                .containsExactly("CD-942"));
    }

    private static EnvironmentSpec read(String keys) {
        String text = """
                service: books
                version: {from: git}
                package:
                  - archive: {name: books, files: [a.txt]}
                run: {command: ./start.sh}
                environments:
                  production: {%s}
                """.formatted(keys);
        return PipelineFile.parse(text, Path.of("/work/pipeline.yaml"), Map.of(), Set.of())
                .environments()
                .get(0);
    }
}
