package dev.cdctl.cli.state;

import dev.cdctl.Cdctl;
import dev.cdctl.StateMoves;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.move.StateCopy.Copied;
import java.util.ArrayList;
import java.util.List;

/** {@code state copy}: the state of environments moves to another store. */
public final class StateCopyCommand implements Command {
    static final Option TO =
            Option.value("--to", "URL", "The store that the state is copied to, such as consul://127.0.0.1:8500");
    static final Option FROM = Option.value(
            "--from", "URL", "The store that it is in; that of the environment in pipeline.yaml unless given");
    static final Option ALL =
            Option.flag("--all", "Copy every environment of every service of the store; no pipeline.yaml is needed");

    @Override
    public Usage usage() {
        return Usage.of(
                        "Copies everything that is recorded of the environment: what is live, its history, evidence,"
                                + " configurations, ports, approvals and freezes. Instances and routers are not touched.",
                        "Both stores are locked meanwhile. From then on every command that still looks in the old one"
                                + " is refused and told the new address: write that into pipeline.yaml.",
                        "A deployment that is not finished is refused, and so is a store that has another state of the"
                                + " environment. After a kill, the same command goes on.")
                .with(TO, FROM, ALL, Opening.LOCK_WAIT, Opening.TIMEOUT)
                .example("cdctl state copy --to consul://127.0.0.1:8500 -e production")
                .example("cdctl state copy --all --from ssh://deploy@web1/srv/cdctl --to etcd://etcd1:2379,etcd2:2379");
    }

    @Override
    public Answer run(Invocation invocation) {
        String to = invocation.value(TO).orElseThrow(() -> missing(TO));
        StateMoves moves = new StateMoves(Opening.setting(invocation), invocation.folder());
        try {
            return invocation.flag(ALL) ? all(invocation, moves, to) : one(invocation, moves, to);
        } catch (IllegalArgumentException e) {
            throw noStore(TO.name() + " and " + FROM.name(), e);
        }
    }

    private static Answer one(Invocation invocation, StateMoves moves, String to) {
        Cdctl cdctl = Opening.cdctl(invocation);
        Opening.requireNamed(invocation, cdctl);
        return answer(
                moves
                        .copy(cdctl.pipeline(), cdctl.environment(invocation.environment()), invocation.value(FROM), to)
                        .stream()
                        .toList());
    }

    private static Answer all(Invocation invocation, StateMoves moves, String to) {
        return answer(moves.copyAll(invocation.value(FROM).orElseThrow(() -> missing(FROM)), to));
    }

    private static Answer answer(List<Copied> all) {
        List<String> lines = new ArrayList<>();
        all.forEach(each -> lines.add(line(each)));
        lines.add(
                all.isEmpty()
                        ? "nothing is recorded there yet, so there is nothing to copy"
                        : "write into pipeline.yaml, in the environment: state: "
                                + all.get(0).to().address());
        return new Answer(
                "state",
                Json.object()
                        .put(
                                "copied",
                                Json.of(all.stream().map(StateCopyCommand::json).toList()))
                        .build(),
                lines);
    }

    private static String line(Copied each) {
        return each.to().name() + (each.already() ? " is in " : " was copied to ")
                + each.to().address() + (each.already() ? " already" : "") + ": "
                + count(each.records(), "record", "records")
                + ", " + count(each.ports(), "port", "ports") + ", " + count(each.entries(), "entry", "entries")
                + " of the journal";
    }

    private static String count(int number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }

    private static Json json(Copied each) {
        return Json.object()
                .put("service", each.to().service().text())
                .put("environment", each.to().environment().text())
                .put("state", each.to().address())
                .put("records", each.records())
                .put("ports", each.ports())
                .put("entries", each.entries())
                .put("already", each.already())
                .build();
    }

    /** @param where the address was typed */
    static Failure noStore(String where, IllegalArgumentException e) {
        return Failure.of(
                        Failure.Kind.USAGE,
                        Problem.of("CD-802", "that is not the address of a store")
                                .because(where + ": " + e.getMessage()))
                .causedBy(e);
    }

    private static Failure missing(Option option) {
        return Failure.of(
                Failure.Kind.USAGE,
                Problem.of("CD-804", "cdctl state copy needs " + option.name())
                        .because(option.text())
                        .remedy("cdctl state copy --help"));
    }
}
