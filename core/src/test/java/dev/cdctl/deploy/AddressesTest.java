package dev.cdctl.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Port;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.json.Json;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.state.CountingStore;
import dev.cdctl.state.MemoryStore;
import dev.cdctl.state.Store;
import dev.cdctl.traffic.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AddressesTest {
    private final Store store = new MemoryStore();
    /** Taken from the system, and free now; others that look for a free port get another one next. */
    private final int first = freeRun(4);

    private final Addresses addresses = addresses(first, first + 3);

    @Test
    void aSlotKeepsItsAddress() {
        Address blue = addresses.of(slot("books", 0, Colour.BLUE));
        Address green = addresses.of(slot("books", 0, Colour.GREEN));

        assertThat(blue).isEqualTo(new Address("127.0.0.1", first));
        assertThat(green).isEqualTo(new Address("127.0.0.1", first + 1));
        assertThat(addresses.of(slot("books", 0, Colour.BLUE))).isEqualTo(blue);
        assertThat(addresses(1024, 1024).of(slot("books", 0, Colour.GREEN))).isEqualTo(green);
    }

    @Test
    void onASwarmTheCopiesOfARoleShareAPortThatNobodyHereLooksAt() throws IOException {
        Addresses swarm = addresses.shared();
        Address blue = swarm.of(slot("books", 0, Colour.BLUE));

        assertThat(swarm.of(slot("books", 2, Colour.BLUE))).isEqualTo(blue);
        assertThat(swarm.find(slot("books", 1, Colour.BLUE))).contains(blue);
        assertThat(swarm.of(slot("books", 1, Colour.GREEN))).isNotEqualTo(blue);
        try (ServerSocket other = listen(blue.port())) {
            swarm.requireFree(slot("books", 1, Colour.BLUE));
        }
    }

    @Test
    void whereManySlotsListenIsAskedAtOnce() {
        List<Instance.Slot> slots = Stream.of(0, 1)
                .flatMap(index -> Stream.of(Colour.values()).map(colour -> slot("books", index, colour)))
                .toList();
        CountingStore counting = new CountingStore(store);
        Addresses many = new Addresses(counting, "ports", new EnvironmentSpec.Ports(first, first + 3));

        Map<Instance.Slot, Address> given = many.of(slots);
        assertThat(given).containsOnlyKeys(slots);
        assertThat(Set.copyOf(given.values())).hasSize(4);
        counting.countAnew();
        assertThat(many.of(slots)).isEqualTo(given);
        assertThat(counting.questions()).isOne();
        slots.forEach(slot -> assertThat(addresses.of(slot)).isEqualTo(given.get(slot)));
    }

    @Test
    void lookingGivesNone() {
        assertThat(addresses.find(slot("books", 0, Colour.BLUE))).isEmpty();
        assertThat(store.read("ports")).isEmpty();
        Address given = addresses.of(slot("books", 0, Colour.BLUE));
        assertThat(addresses.find(slot("books", 0, Colour.BLUE))).contains(given);
    }

    @Test
    void aPortThatIsListenedOnIsPassedOver() throws IOException {
        try (ServerSocket loopback = listen(first);
                ServerSocket everywhere = new ServerSocket(first + 1)) {
            assertThat(addresses.of(slot("books", 0, Colour.BLUE)).port()).isEqualTo(first + 2);
        }
        assertThat(addresses.of(slot("books", 0, Colour.GREEN)).port()).isEqualTo(first);
    }

    @Test
    void aRangeThatIsUsedUpIsRefused() {
        for (int i = 0; i < 4; i++) {
            addresses.of(slot("books", i, Colour.BLUE));
        }

        assertThatThrownBy(() -> addresses.of(slot("books", 4, Colour.BLUE)))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED))
                .hasMessageContaining("CD-510");
    }

    @Test
    void releasedPortsAreGivenAgain() {
        addresses.of(slot("books", 0, Colour.BLUE));
        Address other = addresses.of(slot("shop", 0, Colour.BLUE));

        addresses.release(new Name("books"), new Name("test"));
        addresses.release(new Name("books"), new Name("test"));

        assertThat(addresses.of(slot("cards", 0, Colour.BLUE)).port()).isEqualTo(first);
        assertThat(addresses.find(slot("shop", 0, Colour.BLUE))).contains(other);
        assertThat(addresses.find(slot("books", 0, Colour.BLUE))).isEmpty();
    }

    @Test
    void aForeignListenerIsRefusedByName() throws IOException {
        Instance.Slot slot = slot("books", 0, Colour.BLUE);
        int port = addresses.of(slot).port();
        addresses.requireFree(slot);

        try (ServerSocket foreign = listen(port)) {
            assertThatThrownBy(() -> addresses.requireFree(slot))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("CD-511")
                    .hasMessageContaining("port " + port)
                    .hasMessageContaining("(pid " + ProcessHandle.current().pid() + ")");
        }
    }

    @Test
    void aNewerTableIsLeftAsItIs() {
        Json.Obj newer = Json.object().put("format", 2).build();
        store.commit(List.of(new Store.Change.Put("ports", 0, newer)));

        assertThatThrownBy(() -> addresses.of(slot("books", 0, Colour.BLUE)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("CD-513");
        assertThat(store.read("ports").orElseThrow().value()).isEqualTo(newer);
    }

    @Test
    void manyAtOnceGetDifferentPorts() throws Exception {
        int start = freeRun(60);
        CountDownLatch together = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<Future<Address>> asked = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            int index = i;
            asked.add(pool.submit(() -> {
                together.await();
                return addresses(start, start + 59).of(slot("books", index, Colour.BLUE));
            }));
        }
        together.countDown();

        HashSet<Address> given = new HashSet<>();
        for (Future<Address> one : asked) {
            given.add(one.get());
        }
        pool.shutdown();
        assertThat(given).hasSize(24);
    }

    private Addresses addresses(int from, int to) {
        return new Addresses(store, "ports", new EnvironmentSpec.Ports(from, to));
    }

    private static Instance.Slot slot(String service, int index, Colour colour) {
        return new Instance.Slot(new Name(service), new Name("test"), new Name("web"), index, colour);
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    /** The start of so many free ports below those that the system gives out itself. */
    private static int freeRun(int length) {
        int start = 10_000 + (int) (ProcessHandle.current().pid() * 61 % 20_000);
        for (int run = 0, port = start; port < 32_000; port++) {
            run = Port.isFree(port) ? run + 1 : 0;
            if (run == length) {
                return port - length + 1;
            }
        }
        throw new IllegalStateException("no free ports");
    }
}
