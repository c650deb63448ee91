package dev.cdctl.adapter.process.proc;

import dev.cdctl.adapter.process.proc.Processes.Seen;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Linux: proc(5). A process's {@code environ} holds what it was started with; that of a zombie is empty, that of
 * another user's process cannot be read.
 */
public final class Proc implements Processes {
    private static final int STATE = 0;
    private static final int SESSION = 3;
    private static final int START_TICKS = 19;

    private final Path proc;
    private final String state;
    private final Content.Needle mark;

    /** The labels of that state folder count, and no others. */
    public Proc(Path proc, String state) {
        this.proc = proc;
        this.state = state;
        this.mark = new Content.Needle(Labels.STATE + "=" + state + "\0");
    }

    @Override
    public List<Seen> labelled() {
        List<Seen> found = new ArrayList<>();
        Content buffer = new Content();
        for (long pid : pids()) {
            labelled(pid, buffer).ifPresent(found::add);
        }
        return found;
    }

    @Override
    public Optional<Seen> labelled(long pid) {
        return labelled(pid, new Content());
    }

    private Optional<Seen> labelled(long pid, Content environ) {
        environ.read(file(pid, "environ"));
        if (!environ.has(mark)) {
            return Optional.empty();
        }
        Map<String, String> labels = variables(environ.text());
        if (!state.equals(labels.get(Labels.STATE))) {
            return Optional.empty();
        }
        return Labels.read(labels, first(labels, pid)).map(instance -> new Seen(pid, instance));
    }

    @Override
    public Optional<String> birth(long pid) {
        String[] stat = stat(pid);
        if (stat.length <= START_TICKS || hasEnded(pid, stat)) {
            return Optional.empty();
        }
        return Optional.of(boot() + "/" + stat[START_TICKS]);
    }

    /** Its session: it was made its leader when it was started. */
    @Override
    public List<Long> relatives(long first) {
        List<Long> found = new ArrayList<>();
        for (long pid : pids()) {
            String[] stat = stat(pid);
            if (stat.length > SESSION && stat[SESSION].equals(Long.toString(first)) && !hasEnded(pid, stat)) {
                found.add(pid);
            }
        }
        return found;
    }

    /** A zombie whose other threads are still on their way out keeps its files and its ports. */
    private boolean hasEnded(long pid, String[] stat) {
        boolean zombie = stat[STATE].equals("Z");
        return stat[STATE].equals("X") || zombie && names(new File(file(pid, "task"))).length <= 1;
    }

    private static String[] names(File folder) {
        return Objects.requireNonNullElse(folder.list(), new String[0]);
    }

    private List<Long> pids() {
        List<Long> pids = new ArrayList<>();
        for (String name : names(proc.toFile())) {
            // Nothing else in there begins with a digit.
            if (!name.isEmpty() && name.charAt(0) >= '0' && name.charAt(0) <= '9') {
                pids.add(Long.parseLong(name));
            }
        }
        return pids;
    }

    /** Before the first process has set the label, it is alone and carries none. */
    private static long first(Map<String, String> labels, long pid) {
        try {
            return Long.parseLong(labels.getOrDefault(Labels.FIRST, Long.toString(pid)));
        } catch (NumberFormatException e) {
            return pid;
        }
    }

    private static Map<String, String> variables(String environ) {
        Map<String, String> variables = new HashMap<>();
        for (String variable : environ.split("\0")) {
            int equals = variable.indexOf('=');
            if (equals > 0) {
                variables.put(variable.substring(0, equals), variable.substring(equals + 1));
            }
        }
        return variables;
    }

    /** The fields from the third on: what stands before is the program's name, with any characters. */
    private String[] stat(long pid) {
        Content content = new Content();
        content.read(file(pid, "stat"));
        String stat = content.text();
        int end = stat.lastIndexOf(") ");
        return end < 0 ? new String[0] : stat.substring(end + 2).strip().split(" ");
    }

    private String boot() {
        try {
            return Files.readString(proc.resolve("sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private String file(long pid, String name) {
        return proc + "/" + pid + "/" + name;
    }
}
