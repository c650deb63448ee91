package dev.cdctl.adapter.repository;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.artifact.Repository;
import dev.cdctl.json.Json;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Pushes and attests over and over; also as a process of its own, which tests start several times and kill. */
final class Pusher {
    static final Name BOOKS = new Name("books");

    private Pusher() {}

    /** Takes the repository, a folder to work in, a word, a number of releases, and a file to wait for. */
    public static void main(String[] args) throws IOException {
        Path go = Path.of(args[4]);
        Files.writeString(Path.of(args[1], "ready-" + args[2]), "");
        while (!Files.exists(go)) {
            Thread.onSpinWait();
        }
        push(FileRepository.in(Path.of(args[0])), Path.of(args[1]), args[2], Integer.parseInt(args[3]));
    }

    /** Pushes the same releases as everyone else, one of its own after each, and attests; counts the new ones. */
    static int push(Repository repository, Path work, String word, int releases) throws IOException {
        int pushed = 0;
        for (int i = 0; i < releases; i++) {
            ReleaseManifest shared = release(work.resolve(word), "shared." + i, "shared " + i);
            pushed += repository.push(shared, work.resolve(word)) == Repository.Pushed.NEW ? 1 : 0;
            repository.attest(shared, Json.object().put("what", word).build());
            ReleaseManifest own = release(work.resolve(word), word + "." + i, word + " " + i);
            repository.push(own, work.resolve(word));
        }
        Files.writeString(work.resolve("pushed-" + word), String.valueOf(pushed));
        return pushed;
    }

    /** Makes the artifact of a release, large enough for a push to take some time. */
    static ReleaseManifest release(Path folder, String version, String content) throws IOException {
        Files.createDirectories(folder);
        String file = "books-" + version + ".zip";
        Path artifact = Files.writeString(folder.resolve(file), content.repeat(50_000));
        ReleaseManifest.Item item = new ReleaseManifest.Item(BOOKS, file, Digest.of(artifact), Files.size(artifact));
        return new ReleaseManifest(BOOKS, new Version(version), Optional.empty(), List.of(item));
    }
}
