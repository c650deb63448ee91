package dev.cdctl.cli.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.state.form.JournalScan.Tail;
import dev.cdctl.traffic.Address;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Records of the packaged program, whose methods the build has written out, do what the compiler's own do. */
class PackagedRecordsIT {
    private static Object packaged(ClassLoader jar, Record of) throws ReflectiveOperationException {
        Class<?> type = jar.loadClass(of.getClass().getName());
        assertThat(type).isNotEqualTo(of.getClass());
        RecordComponent[] components = Objects.requireNonNull(of.getClass().getRecordComponents());
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = components[i].getAccessor().invoke(of);
        }
        return type.getDeclaredConstructor(types).newInstance(values);
    }

    @Test
    void aRecordIsComparedHashedAndShownAsBefore() throws IOException, ReflectiveOperationException {
        Tail one = new Tail(1L << 40, -7, 3, 4, true);
        Tail other = new Tail(1L << 40, -7, 3, 4, false);
        URL[] jar = {Path.of("target/cdctl.jar").toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(jar, ClassLoader.getPlatformClassLoader())) {
            Object first = packaged(loader, one);
            assertThat(first).isEqualTo(packaged(loader, one)).hasToString(one.toString());
            assertThat(first)
                    .isNotEqualTo(packaged(loader, other))
                    .isNotEqualTo("a text")
                    .isNotEqualTo(null);
            assertThat(first).hasSameHashCodeAs(one);
            Object address = packaged(loader, new Address("here", 80));
            assertThat(address).isEqualTo(packaged(loader, new Address("here", 80)));
            assertThat(address).isNotEqualTo(packaged(loader, new Address("here", 81)));
            assertThat(address).isNotEqualTo(packaged(loader, new Address("there", 80)));
            assertThat(address).hasSameHashCodeAs(new Address("here", 80));
        }
    }
}
