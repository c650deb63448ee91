package dev.cdctl.seeded.deploy;

import com.github.dockerjava.api.DockerClient;
import dev.cdctl.seeded.adapter.two.Two;
import dev.cdctl.seeded.cli.Shared;
import dev.cdctl.seeded.model.Low;
import io.undertow.Undertow;
import java.util.Optional;
import okhttp3.OkHttpClient;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.xnio.Option;
import org.yaml.snakeyaml.nodes.Node;

/** Uses every library that belongs to another package, an adapter and the command line. */
public record High(
        Optional<Low> low,
        Optional<Undertow> undertow,
        Optional<ArchiveEntry> compress,
        Optional<Option<String>> xnio,
        Optional<Node> yaml,
        Optional<OkHttpClient> okhttp,
        Optional<DockerClient> docker,
        Optional<okio.Buffer> okio,
        Optional<Shared> cli,
        Optional<Two> adapter) {
    static Optional<High> last = Optional.empty();

    void use(Undertow router, ArchiveEntry entry, Option<String> option) {
        System.out.println(router + "" + entry + option);
    }

    void use(OkHttpClient client, okio.Buffer buffer) {
        System.out.println(client.toString() + buffer);
    }

    void use(Node node, Shared shared, Low other) {
        last = other.high().low().map(Low::high);
        System.out.println(node.toString() + shared);
    }
}
