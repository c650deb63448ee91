package dev.cdctl.wiring;

import dev.cdctl.adapter.repository.FileRepository;
import dev.cdctl.adapter.repository.FileSpec;
import dev.cdctl.adapter.repository.http.Access;
import dev.cdctl.adapter.repository.http.Accounts;
import dev.cdctl.adapter.repository.http.Extras;
import dev.cdctl.adapter.repository.http.HttpRepository;
import dev.cdctl.adapter.repository.http.RawLayout;
import dev.cdctl.adapter.repository.http.RawSpec;
import dev.cdctl.adapter.repository.maven.MavenExtras;
import dev.cdctl.adapter.repository.maven.MavenLayout;
import dev.cdctl.adapter.repository.maven.MavenSpec;
import dev.cdctl.artifact.Repository;
import dev.cdctl.artifact.RepositorySpec;
import dev.cdctl.http.remote.Credentials;
import dev.cdctl.http.remote.Remote;
import dev.cdctl.http.remote.Retry;
import dev.cdctl.http.remote.Server;
import dev.cdctl.http.remote.Terms;
import dev.cdctl.language.Pipeline;
import dev.cdctl.model.Origin;
import dev.cdctl.secret.EnvValue;
import dev.cdctl.secret.SecretReader;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Makes the repository that pipeline.yaml names. */
final class Repositories {
    /** Time for one transfer, with everything that is tried again. */
    private static final Duration DEADLINE = Duration.ofMinutes(15);

    private final Setting setting;
    private final Pipeline pipeline;
    private final SecretReader secrets;

    Repositories(Setting setting, Pipeline pipeline, SecretReader secrets) {
        this.setting = setting;
        this.pipeline = pipeline;
        this.secrets = secrets;
    }

    /** The repository of a pipeline; nothing is asked or looked up yet. */
    Repository of(RepositorySpec spec, Origin origin) {
        if (spec instanceof MavenSpec maven) {
            Remote remote = remote(maven.url(), maven.access());
            MavenLayout layout = new MavenLayout(maven.group());
            return new HttpRepository(remote, layout, new MavenExtras(remote, layout, maven.classifiers()));
        }
        return spec instanceof RawSpec raw
                ? new HttpRepository(remote(raw.url(), raw.access()), new RawLayout(), Extras.none())
                : FileRepository.of((FileSpec) spec, origin, pipeline.folder());
    }

    /** Learns the password that can be read without running anything. */
    static void learn(RepositorySpec spec, SecretReader secrets) {
        password(spec).ifPresent(password -> secrets.learn(Map.of("push.archives.password", password)));
    }

    /** The password that pipeline.yaml names for it. */
    static Optional<EnvValue> password(RepositorySpec spec) {
        Access access = spec instanceof RawSpec raw
                ? raw.access()
                : spec instanceof MavenSpec maven ? maven.access() : Access.none();
        return access.password();
    }

    private Remote remote(String url, Access access) {
        URI base = URI.create(url);
        Accounts accounts = new Accounts(setting.variables(), secrets::read);
        Server server = new Server(base, new Credentials.Later(() -> accounts.of(base, access)), access.ca());
        return Remote.of(
                server,
                new Terms(
                        DEADLINE,
                        Retry.usual(setting.cancel()::sleep),
                        setting.variables(),
                        setting.cancel()::requested,
                        setting.secrets()::hide));
    }
}
