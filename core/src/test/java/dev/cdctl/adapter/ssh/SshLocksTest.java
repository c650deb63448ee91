package dev.cdctl.adapter.ssh;

import dev.cdctl.state.Lock;
import dev.cdctl.state.Locks;
import dev.cdctl.state.LocksContract;
import dev.cdctl.state.Store;
import dev.cdctl.state.lease.LeasedLocks;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
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
}
