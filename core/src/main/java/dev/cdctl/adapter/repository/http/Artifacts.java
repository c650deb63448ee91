package dev.cdctl.adapter.repository.http;

import dev.cdctl.adapter.repository.StoredManifest;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.artifact.ReleaseManifest.Item;
import dev.cdctl.http.remote.Body;
import dev.cdctl.http.remote.Into;
import dev.cdctl.http.remote.Remote;
import dev.cdctl.http.remote.Request;
import dev.cdctl.http.remote.Response;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * The archives of releases: sent in pieces, read back, and confirmed by a checksum file beside each. A file with that
 * checksum was read back once and is not sent again.
 */
final class Artifacts {
    private static final String CONFIRMED = ".sha256";
    private static final int TRIES = 3;

    private final Remote remote;
    private final WriteOnce small;
    private final Layout layout;
    private final List<String> checksums;

    Artifacts(Remote remote, WriteOnce small, Layout layout, List<String> checksums) {
        this.remote = remote;
        this.small = small;
        this.layout = layout;
        this.checksums = checksums;
    }

    /**
     * Compares an artifact on this machine with the manifest, before anything is sent.
     *
     * @throws Failure when it is missing or another one
     */
    static void requirePackaged(Item item, Path folder) {
        Path file = folder.resolve(item.file());
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw StoredManifest.notPackaged(item, "there is no such file in " + folder);
        }
        Digest actual = Digest.of(file);
        if (!actual.equals(item.digest())) {
            throw StoredManifest.notPackaged(item, "expected " + item.digest() + ", found " + actual);
        }
    }

    /**
     * Brings an artifact there.
     *
     * @throws Failure refused, when other bytes are there
     */
    void push(ReleaseManifest manifest, Item item, Path folder) {
        String path = layout.artifact(manifest, item);
        Optional<Digest> there = digest(path, item);
        if (there.isEmpty()) {
            send(manifest, item, folder.resolve(item.file()));
        } else if (!there.get().equals(item.digest())) {
            throw other(manifest, item, there.get());
        }
        Checksums.of(folder.resolve(item.file()), checksums)
                .forEach((ending, sum) -> confirm(path + "." + ending, sum, item));
    }

    /**
     * Makes sure, without reading it, that an artifact of a pushed release is there.
     *
     * @throws Failure refused, when it is missing or has another length
     */
    void require(ReleaseManifest manifest, Item item) {
        Request request = Request.head(layout.artifact(manifest, item));
        Response answer = remote.send(request);
        if (!answer.isGood() && !answer.isAbsent()) {
            throw remote.unexpected(request, answer);
        }
        long length = answer.length().orElse(item.size());
        if (answer.isAbsent() || length != item.size()) {
            String why = answer.isAbsent() ? "is missing" : "should have " + item.size() + " bytes, and has " + length;
            throw stored(manifest).damaged("the artifact " + item.file() + " " + why);
        }
    }

    /** Opens an artifact whose bytes were compared with its digest; its copy goes when the stream is closed. */
    InputStream open(ReleaseManifest manifest, Item item) {
        try {
            Path copy = Files.createTempFile("cdctl-", "-" + item.file());
            try {
                download(manifest, item, copy);
                return Files.newInputStream(copy, StandardOpenOption.DELETE_ON_CLOSE);
            } catch (Failure | IOException e) {
                Files.deleteIfExists(copy);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What comes is sent again once when it is wrong: it may have been changed on its way. */
    private void download(ReleaseManifest manifest, Item item, Path copy) {
        Request request = Request.get(layout.artifact(manifest, item)).into(Into.file(copy));
        Digest digest = item.digest();
        for (int tries = 1; tries < TRIES; tries++) {
            Response answer = remote.send(request);
            if (answer.isAbsent()) {
                throw stored(manifest).damaged("the artifact " + item.file() + " is missing");
            }
            if (!answer.isGood()) {
                throw remote.unexpected(request, answer);
            }
            digest = answer.received().digest();
            if (digest.equals(item.digest())) {
                return;
            }
        }
        throw stored(manifest)
                .damaged("the artifact " + item.file() + " should be " + item.digest() + ", and is " + digest);
    }

    /** What was sent is read back, and sent again while it is not what was sent. */
    private void send(ReleaseManifest manifest, Item item, Path file) {
        Request request = Request.put(layout.artifact(manifest, item), Body.file(file));
        Request first = request.with("If-None-Match", "*");
        Optional<Digest> there = Optional.empty();
        for (int tries = 1; tries <= TRIES; tries++) {
            Response answer = remote.send(tries == 1 ? first : request);
            if (answer.isGood() && !answer.sent().digest().equals(item.digest())) {
                throw StoredManifest.notPackaged(item, "it changed while it was sent");
            }
            there = digest(layout.artifact(manifest, item), item);
            if (there.isEmpty() && !answer.isGood()) {
                throw remote.unexpected(request, answer);
            }
            if (there.equals(Optional.of(item.digest()))) {
                return;
            }
            if (!answer.isGood()) {
                throw other(manifest, item, there.orElseThrow());
            }
        }
        throw changed(request, item, there);
    }

    /** What lies there, without reading it where a checksum says so: the server's own, or one that we left. */
    private Optional<Digest> digest(String path, Item item) {
        Request request = Request.head(path);
        Response head = remote.send(request);
        if (head.isAbsent()) {
            return Optional.empty();
        }
        if (!head.isGood()) {
            throw remote.unexpected(request, head);
        }
        boolean sameLength = head.length().equals(Optional.of(item.size()));
        boolean said = head.header("X-Checksum-Sha256")
                .or(() -> small.read(path + CONFIRMED))
                .filter(text -> Checksums.first(text).equals(item.digest().hex()))
                .isPresent();
        return sameLength && said ? Optional.of(item.digest()) : Optional.of(read(path));
    }

    private Digest read(String path) {
        return remote.good(Request.get(path).with("Cache-Control", "no-cache").into(Into.nowhere()))
                .received()
                .digest();
    }

    private void confirm(String path, String sum, Item item) {
        String there = small.write(path, sum);
        if (!Checksums.first(there).equals(sum)) {
            throw Failure.refused(Problem.of("CD-448", "the checksum file " + path + " is not that of " + item.file())
                    .because("it says " + there.strip() + ", and the file has " + sum)
                    .remedy("find out who wrote it; push the release again under a new version"));
        }
    }

    private Failure other(ReleaseManifest manifest, Item item, Digest there) {
        String url = remote.server().base() + layout.artifact(manifest, item);
        return StoredManifest.otherBytes(
                manifest, url + " is " + there + ", and " + item.file() + " is " + item.digest());
    }

    private static Failure changed(Request request, Item item, Optional<Digest> there) {
        return Failure.unreachable(Problem.of("CD-447", "the server took " + request.target() + " and has other bytes")
                .because("sent was " + item.digest() + ", read back was "
                        + there.map(Digest::toString).orElse("nothing"))
                .remedy("look at what stands between here and the server; the release is not visible"));
    }

    private StoredManifest stored(ReleaseManifest manifest) {
        return new StoredManifest(remote.server().base().toString(), manifest.service(), manifest.version());
    }
}
