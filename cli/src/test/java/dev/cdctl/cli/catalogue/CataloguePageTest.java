package dev.cdctl.cli.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.catalogue.Health;
import dev.cdctl.catalogue.Health.State;
import dev.cdctl.catalogue.ListedService;
import dev.cdctl.catalogue.Samples;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class CataloguePageTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:34:56Z");

    private static ListedService service(String description, String url, Health health) {
        return new ListedService(
                new Name("books"),
                description,
                description,
                List.of(Samples.environment("books", "production", url, health)));
    }

    private static Document page(List<ListedService> services) throws Exception {
        return page(services, List.of(Problem.of("CD-711", "a <b>bad</b> record")));
    }

    private static Document page(List<ListedService> services, List<Problem> unreadable) throws Exception {
        String text = new CataloguePage(services, unreadable, NOW).text();
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Element> all(Document page, String tag) {
        NodeList nodes = page.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static Health well() {
        return new Health(State.HEALTHY, "http://books.example/health answers 200");
    }

    @Test
    void eachEnvironmentTellsWhereItIsWhatIsLiveAndHowItIs() throws Exception {
        Document page = page(List.of(service("Lends books", "http://books.example/", well())));

        assertThat(all(page, "h2")).extracting(Element::getTextContent).contains("books", "Not shown");
        assertThat(all(page, "h3")).extracting(Element::getTextContent).containsExactly("production");
        assertThat(all(page, "a"))
                .extracting(each -> each.getAttribute("href"))
                .containsExactly("http://books.example/");
        String text = all(page, "body").get(0).getTextContent();
        assertThat(text)
                .contains("Lends books")
                .contains("1.0.0")
                .contains("healthy")
                .contains("deploy of 1.0.0 live, 2026-11-20 10:00 UTC by ana on build7")
                .contains("as of 2026-11-21 12:34 UTC")
                .contains("1 service, 1 environment: 1 healthy");
    }

    @Test
    void whatIsNotWellSaysWhy() throws Exception {
        Health health = new Health(State.UNREACHABLE, "http://books.example/: connection refused");
        Document page = page(List.of(service("", "http://books.example/", health)));

        assertThat(all(page, "span").get(0).getAttribute("class")).isEqualTo("state unreachable");
        assertThat(all(page, "li")).extracting(Element::getTextContent).contains(health.text());
    }

    @Test
    void whatIsNotWellStandsFirst() throws Exception {
        List<ListedService> services = new ArrayList<>();
        for (State state : State.values()) {
            String name = state.word().replace(' ', '-');
            services.add(new ListedService(
                    new Name(name), "", "", List.of(Samples.environment(name, "live", "x", new Health(state, "")))));
        }

        assertThat(all(page(services), "h2"))
                .extracting(Element::getTextContent)
                .startsWith("unhealthy", "unreachable", "healthy", "unknown");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "' onmouseover='alert(1)",
                "</style></title>&lt;&#x0;]]>",
                "\u202e\u0000\u001b[2J\ud800\uffff",
            })
    void hostileTextsAreTexts(String text) throws Exception {
        List<String> tags = tags(page(List.of(service("x", "x", well()))));
        Document page = page(List.of(service(text, text, new Health(State.UNKNOWN, "x"))));

        assertThat(tags(page)).containsAll(tags).doesNotContain("script", "img");
        assertThat(all(page, "a")).isEmpty();
        assertThat(all(page, "*")).allMatch(each -> !each.hasAttribute("onmouseover"));
    }

    private static List<String> tags(Document page) {
        return all(page, "*").stream().map(Element::getTagName).distinct().toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "//evil.example/", "x"})
    void onlyAddressesOfTheWebAreLinks(String url) throws Exception {
        assertThat(all(page(List.of(service("", url, well()))), "a")).isEmpty();
    }

    @Test
    void nothingIsFetchedFromElsewhere() throws Exception {
        String text = new CataloguePage(List.of(service("x", "http://books.example/", well())), List.of(), NOW).text();

        assertThat(text).contains("default-src 'none'").doesNotContain("url(", "@import", "src=", "<link");
        assertThat(Arrays.asList(text.split("(?=http)")))
                .filteredOn(part -> part.startsWith("http://") || part.startsWith("https://"))
                .allMatch(part -> part.startsWith("http://books.example/") || part.startsWith("http://www.w3.org/"));
    }

    @Test
    void aStoreWithoutServicesSaysSo() throws Exception {
        assertThat(all(page(List.of(), List.of()), "p").get(0).getTextContent())
                .isEqualTo("no service was deployed with this store yet");
        assertThat(all(page(List.of()), "p").get(0).getTextContent()).isEqualTo("no service can be shown");
    }
}
