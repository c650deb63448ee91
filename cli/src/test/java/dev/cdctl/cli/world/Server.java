package dev.cdctl.cli.world;

/** A server of a world: an engine, an sshd, a proxy or the registry. Each call returns when what it asks for is so. */
public final class Server {
    private final Command command;

    /** The server that these words name. */
    Server(Command command) {
        this.command = command;
    }

    /** Starts it again, and waits until it answers. */
    public void start() {
        command.text("start");
    }

    /** Asks it to end, and waits until it did. */
    public void stop() {
        command.text("stop");
    }

    /** Ends it by SIGKILL. What it had started goes on. */
    public void kill() {
        command.text("kill");
    }

    /** Stops it by SIGSTOP: it still accepts connections, and says nothing. */
    public void freeze() {
        command.text("freeze");
    }

    /** Lets it go on by SIGCONT. */
    public void thaw() {
        command.text("thaw");
    }

    /** Ends it and starts it again. */
    public void restart() {
        stop();
        start();
    }

    /** Has a proxy read its configuration again; what becomes of that is the proxy's to say. */
    public void reload() {
        command.text("reload");
    }
}
