package dev.cdctl.doctor;

import dev.cdctl.traffic.Route;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/** Whether the files of a certificate can be read, and for how long it is good. */
record CertificateCheck(String about, Route.Tls files, Instant now) {
    private static final Duration SOON = Duration.ofDays(14);
    private static final String RENEW = "renew it; the router reads the files again when they change";

    Finding look() {
        if (!Files.isReadable(files.key())) {
            return unreadable(files.key() + " cannot be read");
        }
        try (InputStream in = Files.newInputStream(files.certificate())) {
            Collection<? extends Certificate> chain =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            return chain.stream()
                    .findFirst()
                    .map(first -> validity((X509Certificate) first))
                    .orElseGet(() -> unreadable(files.certificate() + " holds no certificate"));
        } catch (IOException | CertificateException e) {
            return unreadable(
                    files.certificate() + " cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private Finding validity(X509Certificate certificate) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        String name = "the certificate " + files.certificate();
        if (now.isBefore(from)) {
            return Finding.wrong(about, name + " is not valid before " + from, "wait, or mend this machine's clock");
        }
        if (!now.isBefore(until)) {
            return Finding.wrong(about, name + " expired at " + until, RENEW);
        }
        return now.plus(SOON).isBefore(until)
                ? Finding.ok(about, name + " is good until " + until)
                : Finding.warning(about, name + " expires at " + until, RENEW);
    }

    private Finding unreadable(String text) {
        return Finding.wrong(about, text, "put the PEM files there, readable by the user who runs the router");
    }
}
