package dev.cdctl.wiring.kept;

import dev.cdctl.adapter.file.FileChanges;
import dev.cdctl.adapter.file.FileJournal;
import dev.cdctl.adapter.file.FileSigns;
import dev.cdctl.adapter.file.FileStore;
import dev.cdctl.adapter.ssh.Agent;
import dev.cdctl.adapter.ssh.SshChanges;
import dev.cdctl.adapter.ssh.SshJournal;
import dev.cdctl.adapter.ssh.SshSigns;
import dev.cdctl.adapter.ssh.SshStore;
import dev.cdctl.host.SshUrl;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.model.mask.KnownSecrets;
import dev.cdctl.state.Changes;
import dev.cdctl.state.Journal;
import dev.cdctl.state.Locks;
import dev.cdctl.state.Store;
import dev.cdctl.state.kv.KvUrl;
import dev.cdctl.state.lease.LeasedLocks;
import dev.cdctl.state.move.HomeStore;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * What is remembered of an environment: in files of this computer or of another one, or in servers that are made for it.
 *
 * @param changes tells when records of the store changed
 * @param forgetting removes the journal
 */
public record Kept(Store store, Changes changes, Locks locks, Journal journal, Runnable forgetting) {
    private static final String SSH = "ssh:";
    /** In a folder that is used by ssh; what its users lock, users of files do not see. */
    private static final String MARKER = "by-ssh";

    /**
     * Of whom, and how.
     *
     * @param url as pipeline.yaml has it
     * @param host this computer's name
     * @param cancelled asked while waiting for a lock
     * @param variables the environment variables, which say how servers are reached
     * @param secrets learns the secrets that they are reached by
     */
    public record Terms(
            Optional<String> url,
            StateFolder folder,
            Shells shells,
            String host,
            BooleanSupplier cancelled,
            Map<String, String> variables,
            KnownSecrets secrets) {}

    /** Where that URL says, as long as the environment was not moved elsewhere; nothing is read or connected yet. */
    public static Kept of(Terms terms, Name service, Name environment) {
        String name = service + "/" + environment;
        return of(terms, service, environment, store -> new HomeStore(store, name));
    }

    /** How many bytes the JSON of one record may have at that URL of pipeline.yaml; nobody is asked. */
    public static long room(Optional<String> url) {
        return url.filter(KvUrl::isMeant)
                .map(text -> InServers.room(KvUrl.parse(text)))
                .orElse(Long.MAX_VALUE);
    }

    /** The same, whatever was moved. */
    public static Kept raw(Terms terms, Name service, Name environment) {
        return of(terms, service, environment, store -> store);
    }

    /** @param as how everything sees the records */
    private static Kept of(Terms terms, Name service, Name environment, UnaryOperator<Store> as) {
        Optional<String> far = terms.url().filter(url -> url.startsWith(SSH));
        Optional<String> served = terms.url().filter(KvUrl::isMeant);
        String name = service + "/" + environment;
        if (served.isPresent()) {
            return InServers.of(terms, KvUrl.parse(served.get()), name, as);
        }
        return far.isPresent()
                ? byShell(terms, SshUrl.parse(far.get()), name, as)
                : inFiles(terms, service, environment, as);
    }

    private static Kept byShell(Terms terms, SshUrl url, String name, UnaryOperator<Store> as) {
        Agent agent = terms.shells().agent(url);
        Store store = as.apply(new SshStore(agent));
        SshJournal journal = new SshJournal(agent, name);
        return new Kept(
                store,
                new SshChanges(agent),
                new LeasedLocks(store, new SshSigns(agent), terms.cancelled()),
                journal,
                journal::forget);
    }

    private static Kept inFiles(Terms terms, Name service, Name environment, UnaryOperator<Store> as) {
        StateFolder folder = terms.folder();
        if (Files.exists(folder.root().resolve(MARKER))) {
            throw Failure.refused(Problem.of("CD-636", "the state in " + folder.root() + " is used by ssh")
                    .because("who uses it as a file: URL and who uses it by ssh: do not see each other's locks")
                    .remedy("write `state: ssh://localhost" + folder.root() + "` here too"));
        }
        Store store = as.apply(new FileStore(folder.store()));
        FileJournal journal = new FileJournal(folder.journal(service, environment));
        return new Kept(
                store,
                new FileChanges(folder.store()),
                new LeasedLocks(store, new FileSigns(folder.locks(), terms.host()), terms.cancelled()),
                journal,
                journal::forget);
    }
}
