package dev.cdctl.cli.train;

import dev.cdctl.cli.command.Opening;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * What commands need with other means than a {@link Rehearsal} has, or only now and then: servers that keep the state,
 * hosts, engines, tags, files that have just changed. The classes are loaded, and none of their code runs.
 */
public final class Unrehearsed {
    private static final List<String> QUICK = List.of(
            "dev/cdctl/adapter/consul/",
            "dev/cdctl/adapter/etcd/",
            "dev/cdctl/adapter/git/",
            "dev/cdctl/cli/look/",
            "dev/cdctl/cli/work/VersionCommand",
            "dev/cdctl/deploy/health/",
            "dev/cdctl/deploy/register/",
            "dev/cdctl/deploy/steps/Plans",
            "dev/cdctl/deploy/steps/RegisterStep",
            "dev/cdctl/history/",
            "dev/cdctl/http/",
            "dev/cdctl/operate/look/Status",
            "dev/cdctl/script/cache/",
            "dev/cdctl/state/form/",
            "dev/cdctl/state/kv/",
            "dev/cdctl/state/lease/",
            "dev/cdctl/traffic/",
            "dev/cdctl/version/SourceTree",
            "dev/cdctl/version/source/Git",
            "dev/cdctl/wiring/Wiring",
            "dev/cdctl/wiring/kept/");
    private static final List<String> HOSTS = List.of(
            "dev/cdctl/adapter/docker/",
            "dev/cdctl/adapter/haproxy/",
            "dev/cdctl/adapter/nginx/",
            "dev/cdctl/adapter/registry/",
            "dev/cdctl/adapter/shell/",
            "dev/cdctl/adapter/ssh/",
            "dev/cdctl/cli/environment/",
            "dev/cdctl/cli/host/",
            "dev/cdctl/cli/work/",
            "dev/cdctl/deploy/",
            "dev/cdctl/history/",
            "dev/cdctl/host/",
            "dev/cdctl/operate/",
            "dev/cdctl/traffic/",
            "dev/cdctl/wiring/");
    private static final List<String> CODERS = List.of("java.util.Base64$Decoder", "java.util.Base64$Encoder");
    private static final String LIBRARIES = "libraries.txt";
    private static final String ENDING = ".class";

    private Unrehearsed() {}

    /** What quick commands may take, with their state in Consul or etcd too. */
    static void quick() throws IOException {
        CODERS.forEach(Unrehearsed::load);
        own(QUICK).forEach(Unrehearsed::load);
    }

    /**
     * What a deployment to Docker hosts takes. Another Java may not have all that a library loads.
     *
     * @return how many classes there are
     */
    public static long hosts() throws IOException {
        own(HOSTS).forEach(Unrehearsed::load);
        return libraries().stream().filter(Unrehearsed::load).count();
    }

    /** The classes of libraries that a deployment to a Docker host by ssh loads, sorted. */
    public static List<String> libraries() throws IOException {
        try (InputStream in = Unrehearsed.class.getResourceAsStream(LIBRARIES)) {
            if (in == null) {
                throw new IOException(LIBRARIES + " is not in the jar");
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))
                    .lines()
                    .toList();
        }
    }

    /** The classes of the jar whose paths begin like that; none where there is no jar. */
    private static List<String> own(List<String> starts) throws IOException {
        List<String> self = Opening.self();
        Path jar = Path.of(self.get(self.size() - 1));
        if (!Files.isRegularFile(jar)) {
            return List.of();
        }
        try (JarFile all = new JarFile(jar.toFile())) {
            return all.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(ENDING) && starts.stream().anyMatch(name::startsWith))
                    .map(name ->
                            name.substring(0, name.length() - ENDING.length()).replace('/', '.'))
                    .toList();
        }
    }

    private static boolean load(String name) {
        try {
            Class.forName(name, false, Unrehearsed.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
