package dev.cdctl.artifact.image;

import dev.cdctl.model.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Builds images, gives them away as files, and runs them in isolation. Every call has a deadline. */
public interface ImageEngine {
    /** Where it is, for people. */
    String describe();

    /**
     * Builds an image.
     *
     * @param lines takes what the engine says, line by line
     * @return the image's id, by which the engine knows it
     * @throws Failure failed, when the build does; unreachable, when the engine is not there
     */
    String build(Build build, Consumer<String> lines);

    /** The id of the image of that name; empty when the engine has none. */
    Optional<String> find(String name);

    /**
     * Gives an image away in the form of {@code docker save}.
     *
     * @throws IOException when it breaks off, or what reads it throws
     */
    void export(String id, Reader reader) throws IOException;

    /** Takes an image in the form of {@code docker save}, so that it can be run. */
    void load(InputStream archive);

    /**
     * Runs an image on a network of its own, which is removed again with the container whatever happens.
     *
     * @param lines takes what the container and the commands in it write
     * @throws Failure failed, when the image does not do what the trial asks for
     */
    void run(String id, TrialSpec trial, Consumer<String> lines);

    /** Takes an archive as it comes. */
    interface Reader {
        /** Reads it to its end. */
        void read(InputStream archive) throws IOException;
    }

    /**
     * What is to be built.
     *
     * @param repository the folder that paths are relative to
     * @param time what every file of the context gets, so that no checkout's own times matter
     */
    record Build(
            ImageSpec.Source.Dockerfile from,
            Path repository,
            Optional<String> platform,
            Map<String, String> labels,
            Instant time,
            Duration timeout) {
        /** Copies the map. */
        public Build {
            labels = Map.copyOf(labels);
        }
    }
}
