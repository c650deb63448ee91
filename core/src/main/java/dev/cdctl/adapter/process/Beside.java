package dev.cdctl.adapter.process;

import dev.cdctl.adapter.process.proc.Labels;
import dev.cdctl.deploy.machine.Exec;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Commands beside a process: in its release folder, with the environment that it was started with. They do not count as
 * the instance's own, so they neither keep it alive nor end with it. They get no terminal.
 *
 * @param folder the release folder
 * @param environ of the instance's first process: proc(5)
 */
record Beside(Instance instance, Path folder, Path environ) {
    private static final int SIZE = 8192;

    int run(Exec exec) {
        Process process = start(exec);
        try (Cancel.Registration wake = exec.cancel().onRequest(() -> end(process))) {
            exec.input()
                    .ifPresentOrElse(
                            input -> daemon(() -> feed(input, process)), () -> closed(process.getOutputStream()));
            Thread output = daemon(() -> pass(process.getInputStream(), exec.output()));
            Thread errors = daemon(() -> pass(process.getErrorStream(), exec.errors()));
            int status = process.waitFor();
            output.join();
            errors.join();
            exec.cancel().check();
            return status;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Cancel.interrupted("the thread was interrupted").causedBy(e);
        } finally {
            end(process);
        }
    }

    private Process start(Exec exec) {
        ProcessBuilder builder = new ProcessBuilder(exec.words()).directory(folder.toFile());
        try {
            builder.environment().clear();
            builder.environment().putAll(variables());
            return builder.start();
        } catch (IOException e) {
            throw Failure.failed(Problem.of(
                                    "CD-725",
                                    "the command could not be started beside "
                                            + instance.slot().brief())
                            .because(String.valueOf(e.getMessage()))
                            .remedy("name a program that is in " + folder + " or on the instance's PATH"))
                    .causedBy(e);
        }
    }

    /** What tells the state folder and the first process is left out, so that nobody takes the command for an instance. */
    private Map<String, String> variables() throws IOException {
        Map<String, String> all = new TreeMap<>();
        for (String variable :
                Files.readString(environ, StandardCharsets.ISO_8859_1).split("\0")) {
            int equals = variable.indexOf('=');
            if (equals > 0) {
                all.put(utf8(variable.substring(0, equals)), utf8(variable.substring(equals + 1)));
            }
        }
        all.remove(Labels.STATE);
        all.remove(Labels.FIRST);
        return all;
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static void feed(InputStream input, Process process) {
        pass(input, process.getOutputStream());
        closed(process.getOutputStream());
    }

    /** As it comes, until one of them ends. */
    private static void pass(InputStream from, OutputStream to) {
        byte[] bytes = new byte[SIZE];
        try {
            for (int read = from.read(bytes); read >= 0; read = from.read(bytes)) {
                to.write(bytes, 0, read);
                to.flush();
            }
        } catch (IOException e) {
            // Whoever reads or writes it has gone.
        }
    }

    private static void closed(OutputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // Nobody reads it any more.
        }
    }

    private static void end(Process process) {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "exec");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
