package dev.cdctl.adapter.etcd;

import dev.cdctl.model.mask.KnownSecrets;
import dev.cdctl.servers.Etcd;
import dev.cdctl.state.kv.KvContracts;
import dev.cdctl.state.kv.KvUrl;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A real etcd keeps the contracts. */
class EtcdTest extends KvContracts {
    private Etcd etcd;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        etcd = Etcd.start(folder);
    }

    @AfterAll
    void stop() {
        etcd.close();
    }

    @Override
    protected Kv open(String of) {
        KvUrl url = KvUrl.parse(etcd.url(of));
        EtcdKeys keys = new EtcdKeys(EtcdAccess.of(url, Map.of(), new KnownSecrets()));
        return new Kv(keys, keys.sessions(), keys.changes());
    }
}
