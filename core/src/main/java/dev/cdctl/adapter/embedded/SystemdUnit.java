package dev.cdctl.adapter.embedded;

import java.util.List;
import java.util.stream.Collectors;

/** A systemd unit that keeps the router running, for {@code router unit}. */
public final class SystemdUnit {
    private SystemdUnit() {}

    /**
     * The unit's text.
     *
     * @param command what starts the router in the foreground, as words
     */
    public static String text(List<String> command) {
        return text("cdctl router", "After=network.target", "100ms", command);
    }

    /**
     * The same for a process that needs other computers, with its description. It serves nobody by itself, so it is
     * started again with less hurry.
     */
    public static String ofFollower(String description, List<String> command) {
        return text(description, "After=network-online.target\nWants=network-online.target", "1s", command);
    }

    /** Without a limit of starts systemd never gives up, however often it ended while what it needs was not there. */
    private static String text(String description, String order, String pause, List<String> command) {
        return """
                [Unit]
                Description=%s
                %s
                StartLimitIntervalSec=0

                [Service]
                ExecStart=%s
                Restart=on-failure
                RestartSec=%s
                SuccessExitStatus=143
                LimitNOFILE=65536

                [Install]
                WantedBy=default.target
                """.formatted(
                description, order, command.stream().map(SystemdUnit::word).collect(Collectors.joining(" ")), pause);
    }

    /** Quoted as systemd.syntax wants it; a percent sign or dollar would be replaced. */
    private static String word(String word) {
        String escaped = word.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("%", "%%")
                .replace("$", "$$");
        return escaped.matches("[A-Za-z0-9_./:=@%+,-]+") ? escaped : "\"" + escaped + "\"";
    }
}
