package dev.cdctl.http.remote;

import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * On which terms servers are asked.
 *
 * @param deadline for a call with everything in it: name lookup, tries, waits, bodies
 * @param environment where {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY} are looked up
 * @param cancelled asked all the time; true ends the call at once
 * @param hide takes secrets out of what servers said
 */
public record Terms(
        Duration deadline,
        Retry retry,
        Map<String, String> environment,
        BooleanSupplier cancelled,
        UnaryOperator<String> hide) {
    /** Ten minutes for a call, the usual retries, no proxies, never cancelled, nothing to hide. */
    public static Terms usual() {
        return new Terms(
                Duration.ofMinutes(10), Retry.usual(Terms::sleep), Map.of(), () -> false, UnaryOperator.identity());
    }

    /** The same terms with another deadline. */
    public Terms within(Duration other) {
        return new Terms(other, retry, environment, cancelled, hide);
    }

    /** The same terms with other retries. */
    public Terms retrying(Retry other) {
        return new Terms(deadline, other, environment, cancelled, hide);
    }

    /** The same terms with the proxies of that environment. */
    public Terms in(Map<String, String> variables) {
        return new Terms(deadline, retry, variables, cancelled, hide);
    }

    /** The same terms, ended by that. */
    public Terms until(BooleanSupplier stop) {
        return new Terms(deadline, retry, environment, stop, hide);
    }

    /** The same terms, without those secrets in messages. */
    public Terms hiding(UnaryOperator<String> mask) {
        return new Terms(deadline, retry, environment, cancelled, mask);
    }

    private static boolean sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
