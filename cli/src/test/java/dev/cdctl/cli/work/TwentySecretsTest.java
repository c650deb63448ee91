package dev.cdctl.cli.work;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.InProcess.Result;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Twenty secrets of every source, used wherever one can be used; each script prints its own in every form. Then every
 * place where something is kept or shown is searched for them.
 */
class TwentySecretsTest {
    private static final List<String> VALUES = List.of(
            "hunter2-plain-secret",
            "s3cr3t \"with\" 'quotes'",
            "first line of key\nsecond line of key\nthird",
            "p\u00e4ssw\u00f6rt-\u65e5\u672c-\ud83d\udd11",
            "c2VjcmV0LXZhbHVlLTEyMzQ=",
            "https://user:pa%73s@host/?a=b&c=d#e",
            "prefix-of-a-secret",
            "prefix-of-a-secret-and-more",
            "back\\slash\\n not a newline",
            "$(touch ../evil) `id` ${HOME}",
            "tab\tand  blanks inside",
            "<xml attr=\"v\">&amp;</xml>",
            "+/+/base64/url_safe-chars==",
            "{\"json\": [1, \"two\"]}",
            "::set-output name=a::b",
            "##teamcity[buildNumber 'x']",
            "ends with a backslash\\",
            "-----BEGIN KEY-----\nMIIBVQIBADANBgkqhkiG9w0BAQEF\n-----END KEY-----",
            "semi;colon|pipe&amp>redirect",
            "a-secret-that-repeats-a-secret-that-repeats");

    /** Sources of secrets, a report that the tests themselves write, and logs that are an instance's own. */
    private static final String NOT_OURS = "(home/state/cdctl/machine/books/[a-z]+/logs|vault|books/target)/.*";

    /** Prints its variables of that letter and its forms. */
    private static final String PRINT = "env | grep '^%s_' || true; env -0 | base64 > /dev/null; cat \"$VAULT_%s\"";

    private final Path temporary;
    private final Set<String> argv = new ConcurrentSkipListSet<>();
    private final AtomicBoolean over = new AtomicBoolean();

    TwentySecretsTest(@TempDir Path temporary) {
        this.temporary = temporary;
    }

    private static List<String> forms(String secret) {
        Set<String> forms = new TreeSet<>();
        forms.add(secret);
        forms.add(Base64.getEncoder().encodeToString(secret.getBytes(UTF_8)));
        forms.add(URLEncoder.encode(secret, UTF_8));
        forms.add(URLEncoder.encode(secret, UTF_8).replace("+", "%20"));
        String json = JsonText.line(Json.object().put("v", secret).build());
        forms.add(json.substring(json.indexOf(':') + 1).strip().replaceAll("^\"|\"}$", ""));
        return List.copyOf(forms);
    }

    private static List<String> allForms() {
        return VALUES.stream().flatMap(secret -> forms(secret).stream()).toList();
    }

    /** The {@code env} of one user of secrets: every third of the twenty, from there on. */
    private static String env(WorkingCopy copy, String user, int from) throws IOException {
        Path vault = Files.createDirectories(copy.root().resolve("vault"));
        StringBuilder env = new StringBuilder("{VAULT_" + user + ": " + vault + "/forms-" + user);
        List<String> forms = new ArrayList<>();
        for (int i = from; i < VALUES.size(); i += 3) {
            String name = user + "_" + i;
            Files.writeString(vault.resolve(name), VALUES.get(i) + "\n");
            copy.with(name, VALUES.get(i));
            env.append(", ").append(name).append(": {secret: ");
            env.append(
                    switch (i / 3 % 3) {
                        case 0 -> "{file: ../vault/" + name + "}";
                        case 1 -> "{env: " + name + "}";
                        default -> "{command: cat ../vault/" + name + "}";
                    });
            env.append("}");
            forms.addAll(forms(VALUES.get(i)));
        }
        Files.writeString(vault.resolve("forms-" + user), String.join("\n", forms) + "\n");
        return env.append("}").toString();
    }

    private static String print(String user) {
        return PRINT.formatted(user, user);
    }

    private static WorkingCopy copy(Path temporary) throws IOException {
        WorkingCopy copy = new WorkingCopy(temporary);
        copy.with("XDG_STATE_HOME", copy.root().resolve("home/state").toString());
        copy.with("XDG_CACHE_HOME", copy.root().resolve("home/cache").toString());
        copy.with("GITHUB_OUTPUT", copy.root().resolve("github-output").toString());
        copy.with("GITHUB_STEP_SUMMARY", copy.root().resolve("github-summary").toString());
        return copy.write("report.sh", """
                        mkdir -p target
                        echo "<testsuite name='s'><testcase name='t $S_0'><failure message='saw $S_0'>x</failure>" \\
                          "</testcase></testsuite>" > target/report.xml
                        """)
                .write("work.sh", print("R") + "; exec sleep 600\n")
                .write("pipeline.yaml", """
                        service: books
                        stages:
                          unit:
                            run: |
                              %s
                              sh report.sh
                            env: %s
                            inputs: [work.sh]
                            junit: target/*.xml
                        package: [{archive: {name: books, files: [work.sh]}}]
                        push: {archives: 'file:../pushed'}
                        run:
                          env: %s
                          roles: {feeder: {kind: worker, command: exec sh work.sh, health: {within: 5s}}}
                        environments:
                          integration:
                            watch: 100ms
                            verify:
                              run: %s
                              env: %s
                        """.formatted(
                                print("S"),
                                env(copy, "S", 0),
                                env(copy, "R", 1),
                                "'" + print("V").replace("'", "''") + "'",
                                env(copy, "V", 2)))
                .commit("Lend books");
    }

    @Test
    void noneIsFoundAnywhere() throws Exception {
        try (WorkingCopy copy = copy(temporary)) {
            Thread sampler = new Thread(this::sample, "argv");
            sampler.start();
            List<Result> results = new ArrayList<>();
            results.add(copy.run("run -v -e integration --ci gitlab --result-file ../result.json"));
            assertThat(results.get(0).exit()).as(results.get(0).err()).isZero();
            assertThat(results.get(0).err()).contains("S_0=***", "V_2=***");
            for (String line : List.of(
                    "run unit --no-cache -o json --ci teamcity --result-file ../result2.json",
                    "run unit --no-cache -o jsonl --ci github",
                    "run --no-cache --ci github",
                    "verify -e integration --ci teamcity",
                    "run unit --no-cache --ci jenkins",
                    "plan -o json",
                    "config --show-origin",
                    "doctor",
                    "status -o json",
                    "history -o json",
                    "logs")) {
                results.add(copy.run(line));
            }
            over.set(true);
            sampler.join();
            assertThat(argv.toString()).contains("work.sh");
            Map<String, String> places = places(copy, results);
            assertThat(places).containsKeys("argv", "books/.cdctl/release.json", "result.json", "github-output");
            assertThat(hits(places)).isEmpty();
        }
    }

    /** The image is made of everything that a script of its own can see, and says in its history what it was given. */
    @Test
    void noneIsFoundInAnImage() throws Exception {
        try (WorkingCopy copy = copy(temporary)) {
            String pipeline = Files.readString(copy.folder().resolve("pipeline.yaml"));
            copy.write(
                    "pipeline.yaml",
                    pipeline.replace("package: [", "package: [{image: {name: books, build: sh image.sh}}, ")
                            .replace("push: {", "push: {images: 'localhost:9', "));
            copy.write("image.sh", """
                    work=$(mktemp -d)
                    tar -cf "$work/layer.tar" --exclude ./target .
                    digest=$(sha256sum "$work/layer.tar" | cut -d' ' -f1)
                    given=$(env | base64 -w0)
                    printf '{"os":"linux","architecture":"amd64","config":{"Env":["%s"]},"history":[{"created_by":"%s"}],' \
                      "$given" "$(env | tr -c 'A-Za-z0-9_=:/. -' ' ')" > "$work/config.json"
                    printf '"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' "$digest" >> "$work/config.json"
                    printf '[{"Config":"config.json","Layers":["layer.tar"]}]' > "$work/manifest.json"
                    tar -cf "$CDCTL_IMAGE_LAYOUT" -C "$work" manifest.json config.json layer.tar
                    rm -r "$work"
                    """).commit("An image");
            Result made = copy.run("run --to package --ci github --no-cache");
            assertThat(made.exit()).as(made.err()).isZero();
            Map<String, String> places = places(copy, List.of(made));
            assertThat(places.keySet())
                    .anyMatch(place -> place.startsWith("unpacked books/.cdctl/dist/books.oci/blobs/"));
            assertThat(places.values()).anyMatch(content -> content.contains("created_by\":\""));
            assertThat(hits(places)).isEmpty();
        }
    }

    /** Where nothing may be found. Layers of images are unpacked; their configuration and history are files anyway. */
    private Map<String, String> places(WorkingCopy copy, List<Result> results) throws IOException {
        Map<String, String> places = new TreeMap<>();
        copy.snapshot().forEach((file, content) -> {
            if (!file.matches(NOT_OURS)) {
                places.put(file, content);
            }
        });
        try (Stream<Path> blobs = Files.walk(copy.root())) {
            for (Path blob : blobs.filter(TwentySecretsTest::isPacked).toList()) {
                try (InputStream in = new GZIPInputStream(Files.newInputStream(blob))) {
                    places.put("unpacked " + copy.root().relativize(blob), new String(in.readAllBytes(), ISO_8859_1));
                }
            }
        }
        results.forEach(result -> {
            places.put("stdout of " + result.args(), latin(result.out()));
            places.put("stderr of " + result.args(), latin(result.err()));
        });
        places.put("argv", latin(String.join("\n", argv)));
        return places;
    }

    /** Whether it is packed by gzip (RFC 1952, section 2.3.1). */
    private static boolean isPacked(Path file) {
        try (InputStream in = Files.isRegularFile(file) ? Files.newInputStream(file) : InputStream.nullInputStream()) {
            return Arrays.equals(in.readNBytes(2), new byte[] {0x1f, (byte) 0x8b});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> hits(Map<String, String> places) {
        List<String> hits = new ArrayList<>();
        for (String form : allForms()) {
            places.forEach((place, content) -> {
                if (content.contains(latin(form))) {
                    hits.add(form + " in " + place);
                }
            });
        }
        return hits;
    }

    /** Files are read as bytes, so everything else is compared as bytes too. */
    private static String latin(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    private void sample() {
        while (!over.get()) {
            try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
                processes
                        .filter(path ->
                                Character.isDigit(path.getFileName().toString().charAt(0)))
                        .forEach(this::argv);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private void argv(Path process) {
        try {
            argv.add(Files.readString(process.resolve("cmdline"), UTF_8).replace('\0', ' '));
        } catch (IOException e) {
            // It has ended, or its words are no UTF-8 and not ours.
        }
    }
}
