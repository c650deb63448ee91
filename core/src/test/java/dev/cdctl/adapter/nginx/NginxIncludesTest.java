package dev.cdctl.adapter.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cdctl.adapter.nginx.NginxRouterSpec.Flags;
import dev.cdctl.adapter.shell.LocalShell;
import dev.cdctl.model.Colour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How people write an nginx.conf is theirs: whatever nginx itself is content with. */
class NginxIncludesTest extends NginxFixture {
    private final Path main;

    NginxIncludesTest(@TempDir Path folder) {
        super(folder);
        this.main = folder.resolve("nginx.conf");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "include own/*.conf; include flags/*.conf; }",
                "include own/*.conf; include flags/*.conf; } # include nothing/*.conf; {",
                "include own/*.conf;\n# include flags/none; don't\ninclude \"flags/*.conf\" ; # isn't it\n}",
                "include own/*.conf;\ninclude\nflags/*.conf;\n}",
                "include own/*.conf;\nlog_format odd 'a; include b;'; include flags/*.conf; }",
                "include own/*.conf;\nlog_format odd 'a\ninclude own/x.conf;\nb';\ninclude flags/*.conf;\n}",
                "include own/*.conf;\nlog_format odd \"it's $uri\"; include flags/*.conf; }",
                "include own/*.conf;\nmap $uri $x { default include; } include flags/*.conf;\n}",
                "include own/*.conf;\nmap $uri $x { default ${uri}; } include 'flags/*.conf';\n}",
                "map $uri $x { include own/map.types; } include own/*.conf; include flags/*.conf;\n}"
            })
    void whatStandsBesideAnIncludeCounts(String end) throws IOException {
        Files.writeString(nginx.own("x.conf"), "# it's theirs\n include own/none*.conf;\n");
        Files.writeString(nginx.own("map.types"), "default 1;\n");
        rewrite(text -> text.substring(0, text.indexOf("include")) + end + "\n");
        front.router().check(front.route());
        front.flip(Colour.BLUE, 1);
        assertThat(front.ask("/").body()).startsWith("blue");
    }

    @Test
    void aWholeConfigurationOnOneLineCounts() throws IOException {
        rewrite(text -> text.replace("\n", " "));
        front.router().check(front.route());
        front.flip(Colour.BLUE, 1);
        assertThat(front.ask("/").body()).startsWith("blue");
        front.router().check(front.route());
    }

    @Test
    void aSecondIncludeOfALineIsTriedOutToo() throws IOException {
        rewrite(text -> text.replace("/own/*.conf;\n", "/own/a.conf; include own/b.conf;"));
        Files.writeString(nginx.own("a.conf"), "");
        Files.writeString(nginx.own("b.conf"), "upstream cdctl.books.production.blue { server 127.0.0.1:9; }\n");
        List<Long> old = nginx.workers();
        nginx.tell("-s", "reload");
        List<Long> workers = followers(old);
        assertThatThrownBy(() -> front.flip(Colour.BLUE, 1)).hasMessageContaining("CD-644");
        assertThat(nginx.workers()).isEqualTo(workers);
        assertThat(nginx.flags().resolve("books.production.conf")).doesNotExist();
    }

    /** The former file must not be tried out in the place of the new one. */
    @Test
    void anIncludeBehindOtherTextOfAnIncludedFileCounts() throws IOException {
        Files.writeString(
                nginx.own("theirs.conf"),
                "server { listen 127.0.0.1:%d; include %s/books.production.in[c]; }\n"
                        .formatted(front.port, nginx.flags()));
        nginx.tell("-s", "reload");
        Flags flags = new Flags(nginx.flags().toString(), nginx.flags().toString(), true, "$remote_addr", false);
        NginxRouter router = front.router(new LocalShell(), flags);
        router.check(front.route());
        router.apply(front.route(), Front.decision(1, Colour.BLUE));
        assertThat(front.ask("/").body()).startsWith("blue");
        router.check(front.route());
    }

    /** The workers, when those of before a reload have gone and all others are there. */
    private List<Long> followers(List<Long> old) {
        return await().until(
                        nginx::workers,
                        now -> now.size() == old.size() && now.stream().noneMatch(old::contains));
    }

    private void rewrite(java.util.function.UnaryOperator<String> change) throws IOException {
        Files.writeString(main, change.apply(Files.readString(main)));
    }
}
