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
        return text("cdctl router", command);
    }

    /** The same for another process, with its description. */
    public static String text(String description, List<String> command) {
        return """
                [Unit]
                Description=%s
                After=network.target

                [Service]
                ExecStart=%s
                Restart=on-failure
                RestartSec=100ms
                SuccessExitStatus=143
                LimitNOFILE=65536

                [Install]
                WantedBy=default.target
                """.formatted(
                        description, command.stream().map(SystemdUnit::word).collect(Collectors.joining(" ")));
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
