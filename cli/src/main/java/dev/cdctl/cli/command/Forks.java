package dev.cdctl.cli.command;

import dev.cdctl.cli.command.option.Option;
import dev.cdctl.cli.server.Fork;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;

/** Refuses to touch an environment on behalf of a pull request from a fork: its author wrote the pipeline.yaml. */
public final class Forks {
    /** The way round. */
    public static final Option ALLOW =
            Option.flag("--allow-fork", "Go on although the job runs a pull request from a fork");

    private Forks() {}

    /** The same command, which is refused for forks. */
    public static Command guard(Command command) {
        return new Command() {
            @Override
            public Usage usage() {
                return command.usage().with(ALLOW);
            }

            @Override
            public Answer run(Invocation invocation) {
                check(invocation);
                return command.run(invocation);
            }
        };
    }

    /**
     * Goes on unless the CI server says that it is one.
     *
     * @throws Failure refused (CD-850)
     */
    public static void check(Invocation invocation) {
        if (invocation.flag(ALLOW)) {
            return;
        }
        Fork.of(invocation.variables()).ifPresent(why -> {
            throw Failure.refused(Problem.of("CD-850", "this job runs a pull request from a fork")
                    .because(why + "; whoever opened it has written what would be run here")
                    .remedy("deploy from a branch of the repository itself, or add --allow-fork"));
        });
    }
}
