package dev.cdctl.adapter.file;

import dev.cdctl.state.Changes;
import dev.cdctl.state.ChangesContract;
import dev.cdctl.state.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The file store's changes keep the contract. */
class FileChangesTest extends ChangesContract {
    private Path root = Path.of("/nowhere");

    @BeforeEach
    void setUp(@TempDir Path temporary) {
        root = temporary.resolve("store");
    }

    @Override
    protected Store store() {
        return new FileStore(root);
    }

    @Override
    protected Changes changes() {
        return new FileChanges(root);
    }
}
