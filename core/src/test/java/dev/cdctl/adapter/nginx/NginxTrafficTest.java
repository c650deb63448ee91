package dev.cdctl.adapter.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.load.Load;
import dev.cdctl.load.Load.Kind;
import dev.cdctl.load.Load.Mix;
import dev.cdctl.model.Colour;
import dev.cdctl.servers.RealNginx;
import dev.cdctl.traffic.Traffic;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NginxTrafficTest {
    @Test
    void countsWhatIsUnderWayToEachColour(@TempDir Path folder) {
        try (RealNginx nginx = RealNginx.start(folder);
                Front front = new Front(nginx)) {
            front.flip(Colour.BLUE, 1);
            try (Load load = Load.start(front.port, new Mix(Map.of(Kind.SLOW, 3, Kind.WEBSOCKET, 2), 1_000, 100))) {
                await(() -> front.blue.requests() >= 5 && load.count(Kind.WEBSOCKET, "blue") > 0);
                Traffic blue = front.traffic(Colour.BLUE);
                assertThat(blue.upgraded()).isEqualTo(2);
                assertThat(blue.inFlight()).isBetween(0, 3);
                assertThat(front.traffic(Colour.GREEN).isQuiet()).isTrue();
                front.flip(Colour.GREEN, 2);
                await(() -> front.traffic(Colour.BLUE).inFlight() == 0);
                assertThat(front.traffic(Colour.BLUE)).isEqualTo(new Traffic(0, 0, 0, 2));
                nginx.tell("-s", "reload");
                assertThat(front.traffic(Colour.BLUE))
                        .as("workers that end are counted too")
                        .isEqualTo(new Traffic(0, 0, 0, 2));
                assertThat(load.stop().failures()).isEmpty();
            }
            await(() -> front.traffic(Colour.BLUE).isQuiet());
        }
    }

    private static void await(BooleanSupplier condition) {
        for (int i = 0; i < 2_000 && !condition.getAsBoolean(); i++) {
            LockSupport.parkNanos(5_000_000);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
