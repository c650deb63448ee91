package dev.cdctl.adapter.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import dev.cdctl.engine.Cancel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What a container or a command in it writes, as lines. */
public final class Output extends ResultCallback.Adapter<Frame> {
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration TAIL = Duration.ofSeconds(10);
    private static final int LONGEST = 64 * 1024;

    private final Consumer<String> lines;
    private final ByteArrayOutputStream part = new ByteArrayOutputStream();

    /** Passes each line on. */
    public Output(Consumer<String> lines) {
        this.lines = lines;
    }

    /**
     * The last lines of a log.
     *
     * @param call has the engine tell it
     * @return none when the engine keeps none, or whose log it is is gone
     */
    public static List<String> tail(int lines, Consumer<Output> call) {
        List<String> found = Collections.synchronizedList(new ArrayList<>());
        Output output = new Output(found::add);
        call.accept(output);
        try {
            output.awaitCompletion(TAIL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // What the engine answered comes as it is, in one of many types.
            return List.of();
        } finally {
            output.end();
        }
        List<String> all = List.copyOf(found);
        return all.subList(Math.max(0, all.size() - lines), all.size());
    }

    @Override
    public synchronized void onNext(Frame frame) {
        for (byte each : frame.getPayload()) {
            if (each == '\n' || part.size() >= LONGEST) {
                line();
            }
            if (each != '\n' && each != '\r') {
                part.write(each);
            }
        }
    }

    private void line() {
        lines.accept(part.toString(StandardCharsets.UTF_8));
        part.reset();
    }

    /** Waits until everything came; whether it did in time. Ends early when stopping is asked for. */
    public boolean await(Duration limit, Cancel cancel) {
        try (Cancel.Registration wake = cancel.onRequest(this::onComplete)) {
            boolean ended = awaitCompletion(limit.toMillis(), TimeUnit.MILLISECONDS);
            cancel.check();
            return ended;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Cancel.interrupted("the thread was interrupted").causedBy(e);
        }
    }

    /** Waits a moment for the rest, and listens no longer. */
    public void end() {
        try {
            awaitCompletion(GRACE.toMillis(), TimeUnit.MILLISECONDS);
            close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // Nothing is awaited from it any more.
        }
        synchronized (this) {
            if (part.size() > 0) {
                line();
            }
        }
    }
}
