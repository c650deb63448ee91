package dev.cdctl.adapter.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.adapter.nginx.NginxRouterSpec.Template;
import dev.cdctl.adapter.shell.LocalShell;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code router init nginx --write} leaves. */
class NginxPreparedTest extends NginxFixture {

    NginxPreparedTest(@TempDir Path folder) {
        super(folder);
    }

    @Test
    void theFirstFilesServeNobodyUntilTheFirstDeployment() throws IOException {
        List<Long> workers = nginx.workers();
        front.router().prepare();
        assertThat(nginx.workers()).as("nothing is reloaded").isEqualTo(workers);
        assertThat(nginx.flags().resolve(".cdctl.lock")).exists();
        Path file = nginx.flags().resolve("books.production.conf");
        String first = Files.readString(file);
        assertThat(first).contains("upstream cdctl.books.production.blue").doesNotContain("@TOKEN@");
        front.router().prepare();
        assertThat(file).hasContent(first);
        nginx.tell("-s", "reload");
        while (nginx.workers().stream().anyMatch(workers::contains)) {
            Thread.onSpinWait();
        }
        assertThat(front.ask("/").status()).isEqualTo(503);
        front.router().check(front.route());
        front.flip(Colour.BLUE, 1);
        assertThat(front.ask("/").body()).startsWith("blue");
        front.router().prepare();
        front.flip(Colour.GREEN, 2);
        assertThat(front.ask("/").body()).startsWith("green");
    }

    @Test
    void whatNginxWouldRefuseIsNotLeftThere() throws IOException {
        Files.writeString(nginx.own("theirs.conf"), "upstream cdctl.books.production.blue { server 127.0.0.1:9; }\n");
        assertThatThrownBy(() -> front.router().prepare()).hasMessageContaining("CD-644");
        assertThat(nginx.flags().resolve("books.production.conf")).doesNotExist();
        nginx.tell("-t");
    }

    @Test
    void aTemplateToBeginWithIsWrittenWhereThereIsNone() throws IOException {
        Path source = folder.resolve("books.conf.tmpl");
        Path target = folder.resolve("new/books.conf");
        NginxReloadRouter router = new NginxReloadRouter(
                new NginxRouterSpec(
                        new Template(source, target.toString()), front.door(), front.program(), Origin.of("test")),
                front.service,
                new Name("production"),
                new NginxReloadRouter.Means(new LocalShell(), front.warnings::add));
        router.prepare();
        assertThat(source).content().contains("{{cdctl}}");
        assertThat(folder.resolve("new/.cdctl.lock")).exists();
        assertThat(target).doesNotExist();
        Files.writeString(source, "mine");
        router.prepare();
        assertThat(source).hasContent("mine");
    }
}
