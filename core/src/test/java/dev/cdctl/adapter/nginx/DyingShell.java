package dev.cdctl.adapter.nginx;

import dev.cdctl.adapter.shell.LocalShell;
import dev.cdctl.host.HostShell;

/** A shell that is killed at a point that the scripts name: {@code #: placed}. */
record DyingShell(String point) implements HostShell {
    @Override
    public String describe() {
        return "this machine";
    }

    @Override
    public Ran run(Command command) {
        String mark = "#: " + point + "\n";
        if (!command.script().contains(mark)) {
            throw new IllegalStateException("no point " + point);
        }
        String script = command.script().replace(mark, "kill -9 $$\n");
        return new LocalShell().run(new Command(script, command.arguments(), command.input(), command.deadline()));
    }
}
