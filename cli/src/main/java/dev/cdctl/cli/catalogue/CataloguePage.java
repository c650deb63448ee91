package dev.cdctl.cli.catalogue;

import dev.cdctl.catalogue.Health;
import dev.cdctl.catalogue.ListedEnvironment;
import dev.cdctl.catalogue.ListedService;
import dev.cdctl.history.Deployment;
import dev.cdctl.model.IsoTime;
import dev.cdctl.model.Problem;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The catalogue as one page for browsers. It asks for nothing else, runs no script, and is well-formed XML besides.
 *
 * @param now when the services were asked
 */
record CataloguePage(List<ListedService> services, List<Problem> unreadable, Instant now) {
    /** The letters grow with the screen, so that a wall is read from afar; the columns are as many as fit. */
    private static final String STYLE = """
            :root{color-scheme:light dark;--page:#f3f4f6;--card:#fff;--text:#16191d;--soft:#545b64;--line:#dfe2e6;
            --link:#0b57d0;--good:#15692f;--bad:#b3261e;--odd:#7a5200;--none:#545b64}
            @media (prefers-color-scheme:dark){:root{--page:#111417;--card:#1c2126;--text:#e9ebee;--soft:#a6aeb8;
            --line:#323941;--link:#8ab4f8;--good:#6fdd8b;--bad:#ff9d94;--odd:#f0c356;--none:#a6aeb8}}
            *{box-sizing:border-box}
            html{font-size:clamp(16px,10px + .55vw,32px)}
            body{margin:0;padding:1rem;background:var(--page);color:var(--text);
            font:1rem/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;overflow-wrap:anywhere}
            header{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:baseline;margin:0 0 1rem}
            h1{font-size:1.5rem;margin:0}h2{font-size:1.2rem;margin:0}h3{font-size:1rem;margin:0;font-weight:600}
            p{margin:0}header p,.soft{color:var(--soft)}
            main{display:grid;gap:1rem;grid-template-columns:repeat(auto-fill,minmax(min(100%,22rem),1fr));align-items:start}
            section{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.9rem 1rem}
            article{border-top:1px solid var(--line);margin-top:.7rem;padding-top:.7rem}
            .row{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem;align-items:baseline}
            .version{font-size:1.15rem;font-weight:600;font-variant-numeric:tabular-nums}
            .state{font-weight:600;white-space:nowrap}.state::before{content:"\\25cf\\a0"}
            .healthy{color:var(--good)}.unhealthy,.unreachable{color:var(--bad)}.unknown{color:var(--odd)}
            .stopped,.nothing-live{color:var(--none)}
            .unhealthy::before{content:"\\25b2\\a0"}.unreachable::before{content:"\\2715\\a0"}
            .unknown::before{content:"?\\a0"}.stopped::before,.nothing-live::before{content:"\\25cb\\a0"}
            a{color:var(--link)}ul{list-style:none;margin:0;padding:0}.small{font-size:.85rem}
            """;

    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en" xmlns="http://www.w3.org/1999/xhtml">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
            <meta http-equiv="refresh" content="60"/>
            <title>Services</title>
            <style>
            """;

    /** The whole page. */
    String text() {
        StringBuilder page = new StringBuilder(HEAD).append(STYLE).append("</style>\n</head>\n<body>\n");
        String at = IsoTime.text(now.truncatedTo(ChronoUnit.SECONDS));
        page.append("<header>\n<h1>Services</h1>\n");
        page.append("<p>")
                .append(Markup.of(new CatalogueText(services, unreadable).headline()))
                .append("</p>\n");
        page.append("<p>as of ").append(time(at)).append("</p>\n</header>\n<main>\n");
        services.stream()
                .sorted(Comparator.comparing(CataloguePage::isWell))
                .forEach(service -> service(page, service));
        page.append("</main>\n");
        if (!unreadable.isEmpty()) {
            page.append("<h2>Not shown</h2>\n<ul>\n");
            unreadable.forEach(problem -> page.append("<li>")
                    .append(Markup.of(problem.what() + ": " + problem.why()))
                    .append("</li>\n"));
            page.append("</ul>\n");
        }
        return page.append("</body>\n</html>\n").toString();
    }

    /** On a wall nobody scrolls, so what is not well stands first. */
    private static boolean isWell(ListedService service) {
        return service.environments().stream()
                .map(environment -> environment.health().state())
                .noneMatch(state -> state == Health.State.UNHEALTHY || state == Health.State.UNREACHABLE);
    }

    private static void service(StringBuilder page, ListedService service) {
        page.append("<section>\n<h2>").append(Markup.of(service.name().text())).append("</h2>\n");
        if (!service.description().isEmpty()) {
            page.append("<p><bdi>").append(Markup.of(service.description())).append("</bdi></p>\n");
        }
        if (!service.owner().isEmpty()) {
            page.append("<p class=\"soft\">owner: <bdi>")
                    .append(Markup.of(service.owner()))
                    .append("</bdi></p>\n");
        }
        service.environments().forEach(environment -> environment(page, environment));
        page.append("</section>\n");
    }

    private static void environment(StringBuilder page, ListedEnvironment environment) {
        Health health = environment.health();
        page.append("<article>\n<div class=\"row\"><h3>")
                .append(Markup.of(environment.listing().environment().text()))
                .append("</h3><span class=\"state ")
                .append(health.state().word().replace(' ', '-').toLowerCase(Locale.ROOT))
                .append("\">")
                .append(Markup.of(health.state().word()))
                .append("</span></div>\n");
        environment
                .live()
                .ifPresent(live -> page.append("<p class=\"version\">")
                        .append(Markup.of(live.release().version().text()))
                        .append("</p>\n"));
        page.append("<ul>\n");
        environment
                .urls()
                .forEach(url -> page.append("<li>").append(Markup.link(url)).append("</li>\n"));
        if (!health.isPlain()) {
            page.append("<li class=\"small\">").append(Markup.of(health.text())).append("</li>\n");
        }
        environment
                .last()
                .ifPresent(last -> page.append("<li class=\"soft small\">")
                        .append(last(last))
                        .append("</li>\n"));
        page.append("</ul>\n</article>\n");
    }

    private static String last(Deployment last) {
        String at = IsoTime.text(last.started().truncatedTo(ChronoUnit.SECONDS));
        return Markup.of(last.kind().word() + " of " + last.release().version() + " "
                        + last.outcome().word())
                + ", " + time(at) + " by <bdi>" + Markup.of(last.by().brief()) + "</bdi>";
    }

    /** {@code 2026-11-21 10:00 UTC}, which everybody can convert. */
    private static String time(String iso) {
        return "<time datetime=\"" + iso + "\">" + iso.substring(0, 10) + " " + iso.substring(11, 16) + " UTC</time>";
    }
}
