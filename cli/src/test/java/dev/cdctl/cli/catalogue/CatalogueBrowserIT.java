package dev.cdctl.cli.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cdctl.catalogue.Health;
import dev.cdctl.catalogue.Health.State;
import dev.cdctl.catalogue.ListedEnvironment;
import dev.cdctl.catalogue.ListedService;
import dev.cdctl.catalogue.Samples;
import dev.cdctl.model.Name;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as Chromium lays it out, on a phone and on a wall. The pictures are kept in {@code target/catalogue}. */
class CatalogueBrowserIT {
    private static final String MEASURE = """
            <script>
            const tops = [...document.querySelectorAll('section')].map(each => each.offsetTop);
            document.title = [innerWidth, document.documentElement.scrollWidth,
              tops.filter(top => top === tops[0]).length,
              parseFloat(getComputedStyle(document.documentElement).fontSize)].join(' ');
            </script></body>""";

    private final Path folder;

    CatalogueBrowserIT(@TempDir Path folder) {
        assumeTrue(Boolean.getBoolean("cdctl.all"), "the browser is a large package, so it is with --all alone");
        this.folder = folder;
    }

    private static List<ListedService> services() {
        List<ListedService> services = new ArrayList<>();
        State[] states = State.values();
        for (int i = 0; i < 12; i++) {
            String name = "service-" + (char) ('a' + i);
            String url = i == 3
                    ? "https://" + "a-very-long-name-of-a-host.".repeat(4) + "example/"
                    : "https://" + name + ".example/";
            Health bad = new Health(states[i % states.length], url + " answers 503");
            List<ListedEnvironment> environments = List.of(
                    Samples.environment(name, "integration", "http://127.0.0.1:18080/", new Health(State.HEALTHY, "")),
                    Samples.environment(name, "production", url, bad));
            services.add(new ListedService(
                    new Name(name), "Lends, sells <and> counts what " + name + " has", "team-shelf", environments));
        }
        return services;
    }

    /** Width of the window, of what is in it, columns, and the size of letters, all in CSS pixels. */
    private double[] measured(int width, int height) throws IOException, InterruptedException {
        String text = new CataloguePage(services(), List.of(), Instant.parse("2026-11-21T12:34:56Z")).text();
        Path plain = Files.writeString(folder.resolve("page.html"), text);
        Path pictures = Files.createDirectories(Path.of("target/catalogue"));
        for (String manner : List.of("light", "dark")) {
            Path picture = pictures.resolve(width + "-" + manner + ".png").toAbsolutePath();
            browser(width, height, plain, "--screenshot=" + picture, scheme(manner));
            BufferedImage image = ImageIO.read(picture.toFile());
            assertThat(image.getWidth()).isEqualTo(width);
            int corner = image.getRGB(2, 2) & 0xff;
            assertThat(corner < 0x80).as("dark in " + manner).isEqualTo(manner.equals("dark"));
        }
        Path asked = Files.writeString(
                folder.resolve("asked.html"),
                text.replaceFirst("<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "")
                        .replace("</body>", MEASURE));
        String dom = browser(width, height, asked, "--dump-dom", scheme("light"));
        String[] numbers = dom.replaceAll("(?s).*<title>(.*?)</title>.*", "$1").split(" ");
        double[] measures = new double[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            measures[i] = Double.parseDouble(numbers[i]);
        }
        return measures;
    }

    private static String scheme(String manner) {
        return "--blink-settings=preferredColorScheme=" + (manner.equals("dark") ? 0 : 1);
    }

    private String browser(int width, int height, Path page, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--hide-scrollbars",
                "--user-data-dir=" + folder.resolve("profile"),
                "--window-size=" + width + "," + height));
        command.addAll(List.of(more));
        command.add(page.toUri().toString());
        Path out = folder.resolve("out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(folder.resolve("err").toFile());
        builder.environment().put("HOME", folder.toString());
        Process process = builder.redirectOutput(out.toFile()).start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        assertThat(ended).as(Files.readString(folder.resolve("err"))).isTrue();
        assertThat(process.exitValue()).isZero();
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    @Test
    void onAPhoneThereIsOneColumnThatFits() throws Exception {
        double[] measures = measured(390, 1600);
        assertThat(measures[1]).as("width of what is shown").isLessThanOrEqualTo(measures[0]);
        assertThat(measures[2]).as("columns").isEqualTo(1);
        assertThat(measures[3]).as("letters").isGreaterThanOrEqualTo(16);
    }

    @Test
    void onAWallThereAreSeveralColumnsOfLargerLetters() throws Exception {
        double[] measures = measured(1920, 1080);
        assertThat(measures[1]).as("width of what is shown").isLessThanOrEqualTo(measures[0]);
        assertThat(measures[2]).as("columns").isBetween(3.0, 5.0);
        assertThat(measures[3]).as("letters").isGreaterThan(19);
    }
}
