package dev.cdctl.artifact.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import dev.cdctl.version.form.Form;
import org.junit.jupiter.api.Test;

class RegistryAddressTest {
    @Test
    void anAddressIsAHostAndWhatStandsBeforeTheNames() {
        RegistryAddress address = RegistryAddress.parse("registry.example:5000/shelf/web");
        assertThat(address.host()).isEqualTo("registry.example:5000");
        assertThat(address.repository(new Name("books"))).isEqualTo("shelf/web/books");
        assertThat(RegistryAddress.parse("r").repository(new Name("books"))).isEqualTo("books");
        assertThat(ImageRef.of(address, new Name("books"), Digest.of("x")))
                .hasToString("registry.example:5000/shelf/web/books@" + Digest.of("x"));
    }

    @Test
    void onlyThisMachineIsLoopback() {
        for (String here : new String[] {"localhost", "localhost:5000", "127.0.0.1:5000", "[::1]:5000"}) {
            assertThat(RegistryAddress.parse(here).isLoopback()).as(here).isTrue();
        }
        for (String there : new String[] {"localhost.example", "127.example", "10.0.0.1:5000"}) {
            assertThat(RegistryAddress.parse(there).isLoopback()).as(there).isFalse();
        }
    }

    @Test
    void aTagIsWhatIsToldToBeTheTagAndTwoVersionsHaveTwo() {
        Version built = new Version("1.4.2+build.7");
        assertThat(RegistryAddress.tag(built))
                .isEqualTo(Form.DOCKER.of(built))
                .doesNotContain("+")
                .isNotEqualTo(RegistryAddress.tag(new Version("1.4.2-build.7")));
    }
}
