import dev.cdctl.adapter.consul.ConsulAccess;
import dev.cdctl.adapter.consul.ConsulKeys;
import dev.cdctl.adapter.etcd.EtcdAccess;
import dev.cdctl.adapter.etcd.EtcdKeys;
import dev.cdctl.adapter.file.FileChanges;
import dev.cdctl.adapter.file.FileStore;
import dev.cdctl.model.mask.KnownSecrets;
import dev.cdctl.servers.Consul;
import dev.cdctl.servers.Etcd;
import dev.cdctl.state.kv.Fences;
import dev.cdctl.state.kv.KvStore;
import dev.cdctl.state.kv.KvUrl;
import dev.cdctl.sync.Link;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A store of its own, with what ends it. */
record Served(String url, Supplier<Link> links, AutoCloseable end) implements AutoCloseable {
    static Served start(String kind, Path folder) throws Exception {
        Files.createDirectories(folder);
        return switch (kind) {
            case "consul" -> {
                Consul consul = Consul.start(folder);
                yield new Served(consul.url("many"), () -> consul(consul.url("many")), consul);
            }
            case "etcd" -> {
                Etcd etcd = Etcd.start(folder);
                yield new Served(etcd.url("many"), () -> etcd(etcd.url("many")), etcd);
            }
            default -> new Served("file:" + folder, () -> files(folder.resolve("store")), () -> {});
        };
    }

    static Link consul(String url) {
        ConsulKeys keys = new ConsulKeys(ConsulAccess.of(KvUrl.parse(url), Map.of(), new KnownSecrets()));
        return new Link(new KvStore(keys, new Fences()), keys.changes(), () -> {});
    }

    static Link etcd(String url) {
        EtcdKeys keys = new EtcdKeys(EtcdAccess.of(KvUrl.parse(url), Map.of(), new KnownSecrets()));
        return new Link(new KvStore(keys, new Fences()), keys.changes(), () -> {});
    }

    static Link files(Path folder) {
        return new Link(new FileStore(folder), new FileChanges(folder), () -> {});
    }

    /** Where it listens; 0 when it is files. */
    int port() {
        return url.startsWith("file:") ? 0 : Integer.parseInt(url.replaceAll("^.*:([0-9]+)/.*$", "$1"));
    }

    /** The server. */
    Optional<ProcessHandle> process() {
        String name = url.replaceAll(":.*", "");
        return ProcessHandle.current().children()
                .filter(child -> child.info().command().filter(command -> command.endsWith(name)).isPresent())
                .findFirst();
    }

    @Override
    public void close() throws Exception {
        end.close();
    }
}
