package dev.cdctl.adapter.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.state.Lock;
import dev.cdctl.state.Locks;
import dev.cdctl.state.LocksContract;
import dev.cdctl.state.Store;
import dev.cdctl.state.lease.LeasedLocks;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The locks of another computer keep the contract. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SshLocksTest extends LocksContract {
    private final AtomicBoolean cancelled = new AtomicBoolean();

    @RegisterExtension
    final Keeping keeping = new Keeping();

    @BeforeEach
    void nobodyHasCancelled() {
        cancelled.set(false);
    }

    @Override
    protected Locks locks() {
        return new LeasedLocks(store(), new SshSigns(keeping.agent()), cancelled::get);
    }

    @Override
    protected Store store() {
        return new SshStore(keeping.agent());
    }

    @Override
    protected long acquireAndDie(String name) {
        Agent other = keeping.keeper().agent();
        Lock lock = new LeasedLocks(new SshStore(other), new SshSigns(other), cancelled::get)
                .acquire(name, owner("anna"), Duration.ZERO);
        keeping.agent().ask("finish", other.begun().session(), other.begun().process());
        return lock.token();
    }

    @Override
    protected void cancel() {
        cancelled.set(true);
    }

    @Test
    void aNewerLeaseIsRefusedUnchanged() {
        Json.Obj newer = Json.object().put("format", 2).build();
        assertThat(store().commit(List.of(new Store.Change.Put(NAME + "/lock", 0, newer))))
                .isTrue();

        SshStoreTest.assertFailure(
                () -> locks().acquire(NAME, owner("ben"), Duration.ZERO), Failure.Kind.REFUSED, "CD-712");
        assertThat(store().read(NAME + "/lock").orElseThrow().value()).isEqualTo(newer);
    }
}
