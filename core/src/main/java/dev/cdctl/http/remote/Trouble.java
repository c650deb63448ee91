package dev.cdctl.http.remote;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * What went wrong with a call, in words.
 *
 * @param what the request: {@code PUT https://...}
 * @param hide takes secrets out of what servers said
 */
record Trouble(String what, UnaryOperator<String> hide) {
    private static final int LONGEST = 200;

    /** A file of this machine cannot be read or written, which no other try mends. */
    static final class LocalFile extends IOException {
        private static final long serialVersionUID = 1L;

        LocalFile(IOException cause) {
            super(cause);
        }
    }

    /** An answer that is not acceptable, whatever it says; another try would give the same. */
    static final class Unacceptable extends IOException {
        private static final long serialVersionUID = 1L;

        Unacceptable(String why) {
            super(why);
        }
    }

    /** No whole answer came. */
    Failure none(IOException e, Optional<Response> last, Response.Effort effort) {
        if (e instanceof LocalFile) {
            return Failure.failed(masked(Problem.of("CD-446", what + " stopped at a file of this machine")
                            .because(String.valueOf(e.getCause()))
                            .remedy("look at the free space and the permissions of that file")))
                    .causedBy(e);
        }
        if (e instanceof Unacceptable) {
            return Failure.unreachable(masked(Problem.of("CD-443", what + " was not answered as it should be")
                    .because(of(e))
                    .remedy("look at the URL, and at what stands between here and the server")));
        }
        if (isCertificate(e)) {
            return Failure.unreachable(
                            masked(Problem.of("CD-442", what + " was not sent: the server did not prove who it is")
                                    .because(root(e))
                                    .remedy("name the file of the CA with `ca`, or renew the server's certificate;"
                                            + " the check cannot be switched off")))
                    .causedBy(e);
        }
        return Failure.unreachable(masked(Problem.of("CD-440", what + " got no whole answer")
                        .because(of(e) + ", " + effort.words() + lastly(last))
                        .remedy("look whether the server runs and can be reached from here; then repeat the command")))
                .causedBy(e);
    }

    /** The time was up, in a try or because the next one would have been too late. */
    Failure late(Duration deadline, String awaited, Optional<Response> last, Response.Effort effort) {
        return Failure.unreachable(
                masked(Problem.of("CD-441", what + " was not answered within " + deadline.toSeconds() + " s")
                        .because(awaited + ", " + effort.words() + lastly(last))
                        .remedy("look at the load of the server and of the network; then repeat the command")));
    }

    /** An answer came that means that the work cannot go on. */
    Failure unexpected(Response answer) {
        boolean refused = answer.status() == 401 || answer.status() == 403 || answer.status() == 407;
        String why = answer.describe() + ", " + answer.effort().words();
        return Failure.unreachable(masked(
                refused
                        ? Problem.of("CD-444", what + " was refused")
                                .because(why)
                                .remedy("look at the user, the password or token, and what that user may do there")
                        : Problem.of("CD-443", what + " was not answered as it should be")
                                .because(why)
                                .remedy("look at the URL and at the log of the server; then repeat the command")));
    }

    /** Somebody asked to stop. */
    static Failure stopped() {
        return Failure.of(
                Failure.Kind.INTERRUPTED,
                Problem.of("CD-801", "stopped before the end")
                        .because("a call to a server was ended")
                        .remedy("run the same command again: it goes on from where it was stopped"));
    }

    /** Whether another try is pointless. */
    static boolean isFinal(IOException e) {
        return e instanceof LocalFile || e instanceof Unacceptable || isCertificate(e);
    }

    /** The first 200 characters, without control characters and runs of white space. */
    static String line(String text) {
        String start = text.substring(0, Math.min(text.length(), 4 * LONGEST));
        String plain = start.replaceAll("[\\s\\p{Cntrl}\\p{Cf}\\uFFFD]+", " ").strip();
        return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST - 3) + "...";
    }

    /** Why a try gave no whole answer. */
    static String of(IOException e) {
        String said = e.getMessage() == null ? e.getClass().getSimpleName() : line(e.getMessage());
        if (e instanceof UnknownHostException) {
            return "unknown host " + said.replaceFirst(":.*", "");
        }
        if (e instanceof SocketTimeoutException) {
            return "nothing came for too long (" + said + ")";
        }
        if (e instanceof ConnectException) {
            return "no connection: " + said;
        }
        if (said.contains("unexpected end of stream") || said.contains("\\n not found")) {
            return "the answer broke off, or never began";
        }
        return e instanceof SocketException ? "the connection broke: " + said : said;
    }

    private static boolean isCertificate(Throwable e) {
        Optional<Throwable> next = Optional.of(e);
        while (next.isPresent()) {
            if (next.get() instanceof SSLPeerUnverifiedException || next.get() instanceof GeneralSecurityException) {
                return true;
            }
            next = Optional.ofNullable(next.get().getCause());
        }
        return false;
    }

    private static String root(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return line(String.valueOf(deepest.getMessage()));
    }

    private static String lastly(Optional<Response> last) {
        return last.map(answer -> "; the last answer was " + answer.describe()).orElse("");
    }

    private Problem masked(Problem problem) {
        return Problem.of(problem.code(), hide.apply(problem.what()))
                .because(hide.apply(problem.why()))
                .remedy(problem.remedy());
    }
}
