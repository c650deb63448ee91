package dev.cdctl.deploy.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.deploy.RemoteMachine;
import dev.cdctl.deploy.machine.Machine.Room;
import dev.cdctl.host.Host;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoomTest {
    @Test
    void onlyTheFirstHostHasLinkedContainers() {
        RemoteMachine first = new RemoteMachine("web1");
        RemoteMachine second = new RemoteMachine("web2");
        Map<Host, Machine> machines = new LinkedHashMap<>();
        machines.put(Host.of("ssh://deploy@web1"), first);
        machines.put(Host.of("ssh://deploy@web2"), second);
        new Machines(machines).requireRoom(new Room(100, 30));
        assertThat(first.rooms()).containsExactly(new Room(100, 30));
        assertThat(second.rooms()).containsExactly(new Room(100, 0));
    }
}
