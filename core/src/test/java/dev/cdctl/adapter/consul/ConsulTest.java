package dev.cdctl.adapter.consul;

import dev.cdctl.model.mask.KnownSecrets;
import dev.cdctl.servers.Consul;
import dev.cdctl.state.kv.KvContracts;
import dev.cdctl.state.kv.KvUrl;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A real Consul keeps the contracts. */
class ConsulTest extends KvContracts {
    private Consul consul;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        consul = Consul.start(folder);
    }

    @AfterAll
    void stop() {
        consul.close();
    }

    @Override
    protected Kv open(String of) {
        KvUrl url = KvUrl.parse(consul.url(of));
        ConsulKeys keys = new ConsulKeys(ConsulAccess.of(url, Map.of(), new KnownSecrets()));
        return new Kv(keys, keys.sessions(), keys.changes());
    }
}
