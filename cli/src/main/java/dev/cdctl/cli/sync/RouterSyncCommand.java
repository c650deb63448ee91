package dev.cdctl.cli.sync;

import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.state.FileMutex;
import dev.cdctl.sync.Follower;
import dev.cdctl.sync.Followers;
import dev.cdctl.sync.metrics.Metrics;
import dev.cdctl.sync.metrics.MetricsDoor;
import dev.cdctl.traffic.Address;
import dev.cdctl.wiring.Setting;
import dev.cdctl.wiring.sync.Following;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code router sync}: the process beside a router that brings it to what the store says. */
public final class RouterSyncCommand implements Command {
    private static final Argument ROUTER = Argument.required("NAME", "The router's name, as under `sync`");
    private static final Option ONCE = Option.flag("--once", "Look once, bring the router to what is decided, and end");
    private static final Option METRICS =
            Option.value("--metrics", "ADDRESS", "Answer GET /metrics there, such as 127.0.0.1:9180");
    private static final Option SYSTEMD = Option.flag("--systemd", "Print a systemd unit that keeps it running");
    private static final Option REPAIR = Option.value(
            "--repair",
            "TIME",
            "Repair the environments that it follows each time so long has passed, such as 1m; needs the way to their"
                    + " hosts");
    private static final Option PIPELINES = Option.value(
            "--pipelines",
            "FOLDER",
            "Follow every pipeline below this folder: *.yaml, and pipeline.yaml in its folders");

    @Override
    public Usage usage() {
        return Usage.of(
                        "Runs in the foreground until it is stopped. It is the only one that changes the router: it"
                                + " validates, applies and proves each decision, and reports what is served to the"
                                + " store, where deployments wait for it.",
                        "While the store cannot be reached, the router goes on serving what it serves.")
                .with(ROUTER)
                .with(ONCE, METRICS, REPAIR, SYSTEMD, PIPELINES)
                .example("cdctl router sync lb1")
                .example("cdctl router sync lb1 --pipelines /etc/cdctl/pipelines --metrics 127.0.0.1:9180");
    }

    @Override
    public Answer run(Invocation invocation) {
        Name router = RouterForgetCommand.name(invocation.need(ROUTER));
        Setting setting = Opening.setting(invocation);
        Following following = Cdctl.following(setting, router);
        Pipelines pipelines = pipelines(invocation, setting);
        Followers followers = followers(pipelines, setting, router, following);
        if (invocation.flag(SYSTEMD)) {
            return Answer.ofLines("router", unit(invocation, router));
        }
        try (FileMutex alone = following.alone()) {
            follow(
                    invocation,
                    new Followed(followers, pipelines),
                    () -> repairs(invocation, pipelines, setting, router));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Answer.ofLines("router", List.of(invocation.flag(ONCE) ? "done" : "stopped"));
    }

    private record Followed(Followers followers, Pipelines pipelines) {
        String metrics() {
            return Metrics.text(followers.figures(), pipelines.unreadable());
        }
    }

    private static void follow(Invocation invocation, Followed followed, Supplier<Repairs> repairs) {
        Followers followers = followed.followers();
        if (invocation.flag(ONCE)) {
            followers.once();
            return;
        }
        Optional<MetricsDoor> door = invocation
                .value(METRICS)
                .map(RouterSyncCommand::address)
                .map(address -> MetricsDoor.open(address, followed::metrics));
        try {
            if (invocation.value(REPAIR).isPresent()) {
                repairs.get().beside(() -> followers.run(invocation.cancel()));
            } else {
                followers.run(invocation.cancel());
            }
        } finally {
            door.ifPresent(MetricsDoor::close);
        }
    }

    private static Followers followers(Pipelines pipelines, Setting setting, Name router, Following following) {
        List<Follower> all = pipelines.all(file -> Cdctl.open(setting.of(file)).followers(router, following));
        if (all.isEmpty()) {
            throw Failure.of(
                    Failure.Kind.USAGE,
                    Problem.of("CD-943", "no environment has a router '" + router + "'")
                            .because("looked at " + (pipelines.isFolder() ? pipelines : setting.place()))
                            .remedy("name it in pipeline.yaml: routers: [{nginx: {...}, sync: [" + router + "]}]"));
        }
        return new Followers(all);
    }

    private static Pipelines pipelines(Invocation invocation, Setting setting) {
        return invocation
                .value(PIPELINES)
                .map(folder -> Pipelines.below(invocation.folder().resolve(folder), setting.listener()))
                .orElseGet(() -> Pipelines.of(setting.file(), setting.listener()));
    }

    private static Repairs repairs(Invocation invocation, Pipelines pipelines, Setting setting, Name router) {
        List<Repairs.Subject> environments = pipelines.all(file -> subjects(setting.of(file), router));
        return new Repairs(
                environments, invocation.duration(REPAIR).orElseThrow(), invocation.cancel(), setting.listener());
    }

    private static List<Repairs.Subject> subjects(Setting own, Name router) {
        return Cdctl.open(own).pipeline().environments().stream()
                .filter(spec ->
                        spec.routers().stream().anyMatch(each -> each.sync().contains(router)))
                .map(spec -> new Repairs.Subject(() -> Cdctl.open(own), spec.name()))
                .toList();
    }

    private static List<String> unit(Invocation invocation, Name router) {
        List<String> command = new ArrayList<>(Opening.self());
        command.addAll(List.of("router", "sync", router.text()));
        invocation
                .value(PIPELINES)
                .ifPresentOrElse(
                        folder -> command.addAll(List.of(
                                "--pipelines",
                                invocation.folder().resolve(folder).normalize().toString())),
                        () -> command.addAll(List.of("-f", pipeline(invocation))));
        invocation.value(REPAIR).ifPresent(time -> command.addAll(List.of("--repair", time)));
        invocation.value(METRICS).ifPresent(address -> command.addAll(List.of("--metrics", address)));
        return Following.unit(router, command).lines().toList();
    }

    private static String pipeline(Invocation invocation) {
        return invocation
                .store()
                .orElseGet(() -> invocation
                        .folder()
                        .resolve(invocation.file())
                        .normalize()
                        .toString());
    }

    private static Address address(String text) {
        if (!text.matches("[0-9A-Za-z.-]+:[0-9]{1,5}")) {
            throw Failure.of(
                    Failure.Kind.USAGE,
                    Problem.of("CD-802", "'" + text + "' is not a value of --metrics")
                            .because("--metrics takes an address and a port, such as 127.0.0.1:9180"));
        }
        return Address.parse(text);
    }
}
