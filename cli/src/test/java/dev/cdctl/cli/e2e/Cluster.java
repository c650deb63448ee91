package dev.cdctl.cli.e2e;

import dev.cdctl.adapter.consul.ConsulAccess;
import dev.cdctl.adapter.consul.ConsulKeys;
import dev.cdctl.adapter.etcd.EtcdAccess;
import dev.cdctl.adapter.etcd.EtcdKeys;
import dev.cdctl.model.mask.KnownSecrets;
import dev.cdctl.servers.Consul;
import dev.cdctl.servers.Etcd;
import dev.cdctl.state.Journal;
import dev.cdctl.state.kv.KeyValues;
import dev.cdctl.state.kv.KvJournal;
import dev.cdctl.state.kv.KvUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Three servers that keep state together, and what can happen to one of them. */
interface Cluster extends AutoCloseable {
    /** What happens to the leader. */
    enum Fault {
        /** It is killed. */
        KILLED,
        /** It is stopped, and takes connections still. */
        FROZEN,
        /** It is kept from the others; who is asked is one of those. */
        CUT_OFF,
        /** The others are kept from whoever is asked, who was the leader. */
        ALONE
    }

    static Cluster consul(Path folder) throws Exception {
        return new OfConsul(Consul.cluster(folder, 3));
    }

    static Cluster etcd(Path folder) throws Exception {
        return new OfEtcd(Etcd.cluster(folder, 3));
    }

    String name();

    int leader() throws Exception;

    /** What {@code state} has to be for that fault of that leader. */
    String url(Fault fault, int leader);

    /** What is kept below that URL. */
    KeyValues keys(String url);

    /** Every step that the last operation on the shop ran, in order. */
    default List<String> steps(String url) {
        List<Journal.Entry> entries = new KvJournal(keys(url), "shop/production").entries();
        String last = entries.get(entries.size() - 1).operation();
        return entries.stream()
                .filter(entry -> entry.operation().equals(last) && entry.phase() == Journal.Phase.INTENT)
                .map(Journal.Entry::step)
                .distinct()
                .toList();
    }

    void kill(int server) throws Exception;

    void again(int server) throws Exception;

    void freeze(int server, boolean frozen) throws Exception;

    void cut(int server, boolean off) throws Exception;

    void await(int server) throws Exception;

    @Override
    void close();

    default void strike(Fault fault, int leader) throws Exception {
        switch (fault) {
            case KILLED -> kill(leader);
            case FROZEN -> freeze(leader, true);
            default -> cut(leader, true);
        }
    }

    /** Returns when every server answers again. */
    default void mend(Fault fault, int leader) throws Exception {
        switch (fault) {
            case KILLED -> again(leader);
            case FROZEN -> freeze(leader, false);
            default -> cut(leader, false);
        }
        for (int server : List.of(0, 1, 2)) {
            await(server);
        }
    }

    /** Three servers of Consul. */
    record OfConsul(Consul servers) implements Cluster {
        @Override
        public String name() {
            return "Consul";
        }

        @Override
        public int leader() throws IOException {
            return servers.leader();
        }

        @Override
        public String url(Fault fault, int leader) {
            return servers.url(fault == Fault.ALONE ? leader : (leader + 1) % 3, "cdctl");
        }

        @Override
        public KeyValues keys(String url) {
            return new ConsulKeys(ConsulAccess.of(KvUrl.parse(url), Map.of(), new KnownSecrets()));
        }

        @Override
        public void kill(int server) {
            servers.kill(server);
        }

        @Override
        public void again(int server) throws IOException {
            servers.again(server);
        }

        @Override
        public void freeze(int server, boolean frozen) throws Exception {
            if (frozen) {
                servers.freeze(server);
            } else {
                servers.thaw(server);
            }
        }

        @Override
        public void cut(int server, boolean off) throws Exception {
            servers.cut(server, off);
        }

        @Override
        public void await(int server) throws IOException {
            servers.await(server);
        }

        @Override
        public void close() {
            servers.close();
        }
    }

    /** Three members of etcd; the client knows all of them. */
    record OfEtcd(Etcd members) implements Cluster {
        @Override
        public String name() {
            return "etcd";
        }

        @Override
        public int leader() throws Exception {
            return members.leader();
        }

        /** All of them, or the leader alone. */
        @Override
        public String url(Fault fault, int leader) {
            String all = members.url("cdctl");
            return fault == Fault.ALONE ? all.replaceAll("//.*/", "//127.0.0.1:" + members.port(leader) + "/") : all;
        }

        @Override
        public KeyValues keys(String url) {
            return new EtcdKeys(EtcdAccess.of(KvUrl.parse(url), Map.of(), new KnownSecrets()));
        }

        @Override
        public void kill(int server) {
            members.kill(server);
        }

        @Override
        public void again(int server) throws IOException {
            members.again(server);
        }

        @Override
        public void freeze(int server, boolean frozen) throws Exception {
            if (frozen) {
                members.freeze(server);
            } else {
                members.thaw(server);
            }
        }

        @Override
        public void cut(int server, boolean off) throws Exception {
            members.cut(server, off);
        }

        @Override
        public void await(int server) throws IOException {
            members.await(server);
        }

        @Override
        public void close() {
            members.close();
        }
    }
}
