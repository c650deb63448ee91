package dev.cdctl.cli.train;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Colour;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Proof;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Stands in for a router, or for an instance behind one, on a port of loopback: it says what clients want to hear. */
final class StandIn implements Closeable {
    private static final String ADMINISTRATION = "/v1/";
    private static final String LENGTH = "content-length:";

    /** The header that says a version where pipeline.yaml names no other. */
    private static final String VERSION = "X-Version";

    private static final int BACKLOG = 20;
    private static final int PATIENCE_MILLIS = 5000;

    private final ServerSocket server;
    private volatile Decision decision;

    private StandIn(ServerSocket server, Decision decision) {
        this.server = server;
        this.decision = decision;
    }

    /** One that follows this decision until it is told another. */
    static StandIn open(Decision decision) throws IOException {
        StandIn opened = new StandIn(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), decision);
        Thread thread = new Thread(opened::serve, "stand-in");
        thread.setDaemon(true);
        thread.start();
        return opened;
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                answer(socket);
            } catch (IOException e) {
                // A client that breaks off fails its own command, and closing ends the loop.
                continue;
            }
        }
    }

    private void answer(Socket socket) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        String request = line(in);
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
                length = Integer.parseInt(header.substring(LENGTH.length()).strip());
            }
        }
        String sent = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        if (request.startsWith("PUT ")) {
            JsonText.readObject(sent).object("decision").ifPresent(told -> decision = Decision.from(told));
        }
        String body = request.contains(" " + ADMINISTRATION) ? said() : "here";
        socket.getOutputStream().write((head(body.length()) + body).getBytes(StandardCharsets.UTF_8));
    }

    private String head(int length) {
        String version = decision.live()
                .map(placed -> VERSION + ": " + placed.version() + "\r\n")
                .orElse("");
        return "HTTP/1.1 200 OK\r\n" + Proof.COLOUR + ": " + decision.baseline().word() + "\r\n" + Proof.GENERATION
                + ": " + decision.generation() + "\r\n" + version + "Content-Length: " + length + "\r\n\r\n";
    }

    private String said() {
        Json.Builder traffic = Json.object();
        for (Colour colour : Colour.values()) {
            traffic.put(
                    colour.word(),
                    Json.object()
                            .put("requests", 0)
                            .put("bad", 0)
                            .put("inFlight", 0)
                            .put("upgraded", 0)
                            .build());
        }
        return JsonText.line(Json.object()
                .put("pid", 1)
                .put("decision", decision.toJson())
                .put("probeToken", "rehearsal")
                .put("traffic", traffic.build())
                .build());
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.append((char) b);
        }
        return line.toString().strip();
    }
}
