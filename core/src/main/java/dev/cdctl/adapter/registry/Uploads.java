package dev.cdctl.adapter.registry;

import dev.cdctl.artifact.oci.OciLayout;
import dev.cdctl.http.remote.Body;
import dev.cdctl.http.remote.Remote;
import dev.cdctl.http.remote.Request;
import dev.cdctl.http.remote.Response;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Blobs on their way to a registry ("Pushing blobs" of the OCI distribution specification): a small one with one
 * request, a large one in chunks. What breaks off goes on where the registry says that it is.
 */
record Uploads(Access access, Remote registry, String repository) {
    private static final int CHUNK = 16 * 1024 * 1024;
    private static final int TRIES = 5;
    private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-([0-9]+)");

    /** Brings a blob there when it is not; the bytes that were sent. */
    long bring(OciLayout layout, OciLayout.Blob blob, Consumer<String> progress) {
        if (isThere(blob)) {
            return 0;
        }
        Upload upload = new Upload(layout, blob, progress);
        for (int attempt = 1; ; attempt++) {
            try {
                upload.run();
                return blob.size();
            } catch (Failure e) {
                // A registry may have taken the blob whole and lost only its answer.
                boolean again = e.kind() == Failure.Kind.UNREACHABLE && attempt < TRIES;
                if (!again) {
                    throw e;
                }
                if (isThere(blob)) {
                    return blob.size();
                }
            }
        }
    }

    private boolean isThere(OciLayout.Blob blob) {
        Request head = Request.head("v2/" + repository + "/blobs/" + blob.digest());
        Response answer = access.send(head);
        if (!answer.isGood() && !answer.isAbsent()) {
            throw registry.unexpected(head, answer);
        }
        return answer.isGood();
    }

    static Failure unreadable(OciLayout layout, IOException e) {
        return Failure.failed(Problem.of("CD-486", "the image in " + layout.folder() + " cannot be read")
                        .because(String.valueOf(e))
                        .remedy("run `cdctl package` again"))
                .causedBy(e);
    }

    /** One blob; run again, it goes on. */
    private final class Upload {
        private final OciLayout layout;
        private final OciLayout.Blob blob;
        private final Consumer<String> progress;
        private Optional<String> place = Optional.empty();

        Upload(OciLayout layout, OciLayout.Blob blob, Consumer<String> progress) {
            this.layout = layout;
            this.blob = blob;
            this.progress = progress;
        }

        void run() {
            long offset = place.map(this::reached).orElse(0L);
            if (place.isEmpty()) {
                place = Optional.of(location(post()));
            }
            while (blob.size() - offset > CHUNK) {
                progress.accept(blob.digest().brief() + ": " + offset + " of " + blob.size() + " bytes");
                offset = patch(offset);
            }
            finish(offset);
        }

        private Response post() {
            Request begin = Request.post("v2/" + repository + "/blobs/uploads/", Body.none());
            return require(begin, access.send(begin));
        }

        /** How far the registry is; from the beginning when it does not know the upload any more. */
        private long reached(String where) {
            Response answer = access.send(Request.get(where));
            Optional<Long> reached = answer.isGood() ? end(answer) : Optional.empty();
            place = reached.isPresent() ? Optional.of(location(answer)) : Optional.empty();
            return reached.orElse(0L);
        }

        private long patch(long offset) {
            byte[] chunk = read(offset, CHUNK);
            long last = offset + chunk.length - 1;
            Request patch = Request.of("PATCH", where())
                    .sending(new Body.Bytes(chunk, "application/octet-stream"))
                    .with("Content-Range", offset + "-" + last)
                    .once();
            Response answer = require(patch, access.send(patch));
            place = Optional.of(location(answer));
            return end(answer).orElse(last + 1);
        }

        private void finish(long offset) {
            byte[] rest = read(offset, CHUNK);
            String where = where();
            Request put = Request.of("PUT", where + (where.contains("?") ? "&" : "?") + "digest=" + blob.digest())
                    .sending(new Body.Bytes(rest, "application/octet-stream"))
                    .once();
            Response answer = access.send(put);
            if (answer.status() == 400) {
                requireOwnBytes();
            }
            require(put, answer);
        }

        /** A registry refuses bytes that are not what their digest says; then they were damaged here, or on the way. */
        private void requireOwnBytes() {
            Digest found = Digest.of(layout.file(blob.digest()));
            if (!found.equals(blob.digest())) {
                throw unreadable(layout, new IOException("a blob should be " + blob.digest() + ", and is " + found));
            }
        }

        private byte[] read(long offset, int most) {
            try (InputStream in = layout.open(blob)) {
                in.skipNBytes(offset);
                return in.readNBytes(most);
            } catch (IOException e) {
                throw unreadable(layout, e);
            }
        }

        private String where() {
            return place.orElseThrow(() -> new IllegalStateException("no upload was begun"));
        }

        private Response require(Request request, Response answer) {
            if (!answer.isGood()) {
                throw registry.unexpected(request, answer);
            }
            return answer;
        }
    }

    private static String location(Response answer) {
        return answer.header("Location")
                .map(text -> answer.url().resolve(text).toString())
                .orElseThrow(() -> Failure.unreachable(Problem.of("CD-490", "the registry does not say where to upload")
                        .because(answer.url() + " answered " + answer.status() + " without a Location")
                        .remedy("look at what stands between here and the registry")));
    }

    /** How many bytes the registry has, of its Range header. */
    private static Optional<Long> end(Response answer) {
        return answer.header("Range")
                .map(RANGE::matcher)
                .filter(Matcher::matches)
                .map(range -> Long.parseLong(range.group(1)) + 1);
    }
}
