package dev.cdctl.adapter.ssh;

import dev.cdctl.state.Changes;
import dev.cdctl.state.ChangesContract;
import dev.cdctl.state.Store;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The changes of another computer's store keep the contract. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SshChangesTest extends ChangesContract {
    @RegisterExtension
    final Keeping keeping = new Keeping();

    @Override
    protected Store store() {
        return new SshStore(keeping.agent());
    }

    @Override
    protected Changes changes() {
        return new SshChanges(keeping.agent());
    }
}
