package dev.cdctl.servers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Drops what a server of this machine says to the others of its cluster, by rules of the firewall for the group that it
 * runs as. Needs root, or nothing can be cut.
 *
 * @param group a number that no other program runs as
 * @param own the ports that the others reach it at
 * @param first the first of the ports of all servers
 */
record Cut(int group, List<Integer> own, int first, int last) {
    private static final int OFFSET = 300_000;

    /** The command, as that group. */
    List<String> words(List<String> command) {
        if (!"root".equals(System.getProperty("user.name"))) {
            return command;
        }
        List<String> words = new ArrayList<>(
                List.of("setpriv", "--regid", Integer.toString(OFFSET + group), "--clear-groups", "--"));
        words.addAll(command);
        return words;
    }

    void set(boolean off) throws IOException, InterruptedException {
        String ours = own.stream().map(Object::toString).collect(Collectors.joining(","));
        for (String protocol : List.of("tcp", "udp")) {
            rule(off, protocol, "--sports", ours);
            rule(off, protocol, "--dports", first + ":" + last);
        }
    }

    private void rule(boolean off, String protocol, String which, String ports)
            throws IOException, InterruptedException {
        List<String> words = List.of(
                "iptables",
                "-w",
                off ? "-I" : "-D",
                "OUTPUT",
                "-o",
                "lo",
                "-p",
                protocol,
                "-m",
                "owner",
                "--gid-owner",
                Integer.toString(OFFSET + group),
                "-m",
                "multiport",
                which,
                ports,
                "-j",
                "DROP");
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0 && off) {
            throw new IOException(said);
        }
    }
}
