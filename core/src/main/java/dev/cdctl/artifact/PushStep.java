package dev.cdctl.artifact;

import dev.cdctl.engine.Step;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Version;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Consumer;

/** Pushes the release that was packaged, once, and notes it in the release file. */
public record PushStep(Path folder, Name service, Version version, Repository repository, Clock clock) implements Step {
    @Override
    public String name() {
        return "push";
    }

    @Override
    public String describe() {
        return "push " + service + " " + version + " to " + repository.describe();
    }

    @Override
    public boolean done() {
        return ReleaseFile.find(folder)
                .filter(file -> file.isPackaged() && file.pushed().isPresent() && isIt(file))
                .flatMap(file -> repository.find(service, version).filter(file.manifest()::equals))
                .isPresent();
    }

    @Override
    public String run(Consumer<String> progress) {
        ReleaseFile file = ReleaseFile.read(folder);
        if (!isIt(file)) {
            throw Failure.failed(Problem.of("CD-425", "the release that was packaged is another one")
                    .because("packaged was " + file.manifest().service() + " "
                            + file.manifest().version() + ", to be pushed is " + service + " " + version)
                    .remedy("run `cdctl package` again"));
        }
        Repository.Pushed pushed = repository.push(file.manifest(), Packager.dist(folder));
        ReleaseFile.Push push = new ReleaseFile.Push(repository.describe(), clock.instant());
        ReleaseFile.update(
                folder,
                now -> now.filter(same -> same.manifest().equals(file.manifest()))
                        .orElse(file)
                        .pushed(push));
        String brief = file.manifest().release().brief();
        return switch (pushed) {
            case NEW -> brief;
            case ALREADY_THERE -> brief + " was there already";
        };
    }

    private boolean isIt(ReleaseFile file) {
        return file.manifest().service().equals(service)
                && file.manifest().version().equals(version);
    }
}
