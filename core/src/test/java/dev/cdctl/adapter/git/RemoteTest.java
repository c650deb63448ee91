package dev.cdctl.adapter.git;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteTest {
    @ParameterizedTest
    @CsvSource({
        "git@git.example:shelf/books.git,              https://git.example/shelf/books",
        "ssh://git@git.example:2222/shelf/books.git,   https://git.example/shelf/books",
        "https://ana:hunter2@git.example/shelf/books/, https://git.example/shelf/books",
        "https://git.example/shelf/books.git?token=hunter2#x, https://git.example/shelf/books",
        "ssh://git:hunter2@git.example/shelf/books,    https://git.example/shelf/books",
        "https://git.example:8443/shelf/books.git,     https://git.example:8443/shelf/books",
    })
    void aRemoteIsSaidAsAPersonOpensIt(String remote, String page) {
        assertThat(Remote.page(remote)).contains(page);
    }

    @Test
    void aPathOfThisMachineIsNotSaid() {
        assertThat(Remote.page("/srv/git/books.git")).isEmpty();
        assertThat(Remote.page("../books")).isEmpty();
        assertThat(Remote.page("file:///srv/git/books")).isEmpty();
    }
}
