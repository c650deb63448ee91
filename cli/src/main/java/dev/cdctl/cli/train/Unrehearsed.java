package dev.cdctl.cli.train;

import dev.cdctl.cli.command.Opening;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** What a usual command needs with other means than a rehearsal has: state that is kept in servers. */
final class Unrehearsed {
    private static final List<String> STARTS = List.of(
            "dev/cdctl/state/kv/",
            "dev/cdctl/adapter/consul/",
            "dev/cdctl/adapter/etcd/",
            "dev/cdctl/wiring/kept/InServers");
    private static final List<String> CLASSES = List.of("java.util.Base64$Decoder", "java.util.Base64$Encoder");
    private static final String ENDING = ".class";

    private Unrehearsed() {}

    /** Loads its classes, as far as there is a jar to find them in; none of their code runs. */
    static void load() throws IOException {
        List<String> self = Opening.self();
        Path jar = Path.of(self.get(self.size() - 1));
        CLASSES.forEach(Unrehearsed::load);
        if (Files.isRegularFile(jar)) {
            try (JarFile all = new JarFile(jar.toFile())) {
                for (Enumeration<JarEntry> entries = all.entries(); entries.hasMoreElements(); ) {
                    String name = entries.nextElement().getName();
                    if (name.endsWith(ENDING) && STARTS.stream().anyMatch(name::startsWith)) {
                        load(name.substring(0, name.length() - ENDING.length()).replace('/', '.'));
                    }
                }
            }
        }
    }

    private static void load(String name) {
        try {
            Class.forName(name, false, Unrehearsed.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
