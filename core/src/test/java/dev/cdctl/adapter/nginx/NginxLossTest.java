package dev.cdctl.adapter.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.adapter.nginx.NginxRouterSpec.Flags;
import dev.cdctl.adapter.nginx.NginxRouterSpec.Program;
import dev.cdctl.adapter.nginx.NginxRouterSpec.Template;
import dev.cdctl.adapter.shell.LocalShell;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether somebody is told beforehand that a reload may lose requests. */
class NginxLossTest extends NginxFixture {

    NginxLossTest(@TempDir Path folder) {
        super(folder);
    }

    @Test
    void withFlagsItIsSaidWhenTheFilesAreGoingToChange() {
        front.router().check(front.route());
        assertThat(told()).as("a first deployment").isOne();
        front.flip(Colour.BLUE, 1);
        front.router().check(front.route());
        assertThat(told()).as("a flip").isZero();
        Address more = new Address("127.0.0.1", Front.freePort());
        List<Address> blue = List.of(front.address(Colour.BLUE), more);
        front.router()
                .check(front.route(Map.of(Colour.BLUE, blue, Colour.GREEN, List.of(front.address(Colour.GREEN)))));
        assertThat(told()).as("another number of replicas").isOne();
    }

    @Test
    void aNewerVersionLosesNothingOnlyWhereItIsToldTo() throws IOException {
        check("");
        assertThat(told()).as("its default").isEqualTo(2);
        check("keepalive_min_timeout 0;");
        assertThat(told()).isEqualTo(2);
        check("# keepalive_min_timeout 10s;");
        assertThat(told()).isEqualTo(2);
        check("server { listen 127.0.0.1:9; keepalive_min_timeout 10s; }");
        assertThat(told()).as("one server alone").isEqualTo(2);
        check("keepalive_min_timeout 10s;");
        assertThat(told()).isZero();
        check("map $uri $x { default 1; } keepalive_min_timeout 500ms;");
        assertThat(told()).isZero();
    }

    /** Both modes, on an nginx that says it is of 1.30 and has that line in its http block. */
    private void check(String line) throws IOException {
        Path program = folder.resolve("newer-nginx");
        Files.writeString(program, """
                #!/bin/sh
                case " $* " in
                *' -v '*) echo 'nginx version: nginx/1.30.0' >&2 ;;
                *' -T '*) nginx "$@" | sed 's/access_log off;/&\\n%s/' ;;
                *) nginx "$@" ;;
                esac
                """.formatted(line));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        Program newer = new Program(
                "local", nginx.command().replaceFirst("nginx", program.toString()), Optional.empty(), Optional.empty());
        flags(newer).check(front.route());
        template(newer).check(front.route());
    }

    private Router flags(Program program) {
        Flags flags = new Flags(nginx.flags().toString(), nginx.flags().toString(), false, "$remote_addr", false);
        return new NginxRouter(
                new NginxRouterSpec(flags, front.door(), program, Origin.of("test")),
                front.service,
                new Name("production"),
                front.means(new LocalShell()));
    }

    private Router template(Program program) throws IOException {
        Path source = Files.writeString(folder.resolve("books.conf.tmpl"), NginxTemplate.example(front.door()));
        Template template = new Template(source, nginx.own("books.conf").toString());
        return new NginxReloadRouter(
                new NginxRouterSpec(template, front.door(), program, Origin.of("test")),
                front.service,
                new Name("production"),
                new NginxReloadRouter.Means(new LocalShell(), front.warnings::add));
    }

    /** How often it was said since the last look. */
    private int told() {
        assertThat(front.warnings).allMatch(problem -> problem.code().equals("CD-659"));
        int count = front.warnings.size();
        front.warnings.clear();
        return count;
    }
}
