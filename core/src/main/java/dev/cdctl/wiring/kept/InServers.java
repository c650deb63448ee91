package dev.cdctl.wiring.kept;

import dev.cdctl.adapter.consul.ConsulAccess;
import dev.cdctl.adapter.consul.ConsulKeys;
import dev.cdctl.adapter.etcd.EtcdAccess;
import dev.cdctl.adapter.etcd.EtcdKeys;
import dev.cdctl.state.Changes;
import dev.cdctl.state.Store;
import dev.cdctl.state.kv.Fences;
import dev.cdctl.state.kv.KeyValues;
import dev.cdctl.state.kv.KvJournal;
import dev.cdctl.state.kv.KvSigns;
import dev.cdctl.state.kv.KvStore;
import dev.cdctl.state.kv.KvUrl;
import dev.cdctl.state.kv.Sessions;
import dev.cdctl.state.lease.LeasedLocks;
import java.util.function.UnaryOperator;

/** State in servers of keys and values; the kinds of them differ in how they are talked to, and in nothing else. */
record InServers(KeyValues keys, Sessions sessions, Changes changes) {
    /** @param as how everything sees the records */
    static Kept of(Kept.Terms terms, KvUrl url, String name, UnaryOperator<Store> as) {
        return connected(terms, url).kept(terms, name, as);
    }

    static long room(KvUrl url) {
        return KvStore.room(url.scheme().equals(KvUrl.ETCD) ? EtcdKeys.LIMITS : ConsulKeys.LIMITS);
    }

    private static InServers connected(Kept.Terms terms, KvUrl url) {
        if (url.scheme().equals(KvUrl.ETCD)) {
            EtcdKeys keys = new EtcdKeys(EtcdAccess.of(url, terms.variables(), terms.secrets()));
            return new InServers(keys, keys.sessions(), keys.changes());
        }
        ConsulKeys keys = new ConsulKeys(ConsulAccess.of(url, terms.variables(), terms.secrets()));
        return new InServers(keys, keys.sessions(), keys.changes());
    }

    private Kept kept(Kept.Terms terms, String name, UnaryOperator<Store> as) {
        Fences fences = new Fences();
        Store store = as.apply(new KvStore(keys, fences));
        KvJournal journal = new KvJournal(keys, name);
        KvSigns signs = new KvSigns(keys, sessions, fences);
        return new Kept(store, changes, new LeasedLocks(store, signs, terms.cancelled()), journal, journal::forget);
    }
}
