package dev.cdctl.artifact.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class UnpackTest {
    private static final Limits SMALL = new Limits(100, 1024 * 1024, 20, 64 * 1024);

    private final Path top;
    private final Path outside;
    private final Path target;

    UnpackTest(@TempDir Path top) throws IOException {
        this.top = top;
        outside = Files.createDirectories(top.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "precious");
        target = Files.createDirectories(top.resolve("releases")).resolve("1.0");
    }

    @TestFactory
    List<DynamicTest> everyHostileArchiveIsRefusedAndNothingIsWrittenOutside() {
        List<DynamicTest> tests = new ArrayList<>();
        for (HostileArchives.Hostile hostile : HostileArchives.aimedAt(outside)) {
            tests.add(DynamicTest.dynamicTest(hostile.toString(), () -> isRefused(hostile)));
        }
        assertThat(tests).hasSizeGreaterThan(100);
        return tests;
    }

    private void isRefused(HostileArchives.Hostile hostile) throws IOException {
        Map<String, String> before = everything();

        Failure failure = catchThrowableOfType(Failure.class, () -> unpack(hostile.bytes()));

        assertThat(failure).as("it was unpacked").isNotNull();
        assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED);
        assertThat(failure.problems().get(0).code()).as(failure.getMessage()).isEqualTo(hostile.code());
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void aGoodArchiveIsUnpackedWithItsManifest() throws IOException {
        for (byte[] bytes : List.of(good().zip(), good().tarGz())) {
            Path folder = top.resolve(Digest.of(bytes).brief());

            ArchiveManifest manifest = Unpack.usual().into(folder, new ByteArrayInputStream(bytes), Digest.of(bytes));

            assertThat(manifest.service().text()).isEqualTo("books");
            assertThat(folder.resolve("bin/größe.txt")).hasContent("content of bin/größe.txt");
            assertThat(folder.resolve(ArchiveManifest.FILE)).hasContent(manifest.text());
            assertThat(Files.isExecutable(folder.resolve("bin/größe.txt"))).isFalse();
        }
    }

    @Test
    void anotherDigestIsRefusedBeforeAnythingIsUnpacked() throws IOException {
        byte[] bytes = good().zip();
        Map<String, String> before = everything();

        assertThatThrownBy(() -> Unpack.usual().into(target, new ByteArrayInputStream(bytes), Digest.of("other")))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.problems())
                                .singleElement()
                                .satisfies(problem -> {
                                    assertThat(problem.code()).isEqualTo("CD-410");
                                    assertThat(problem.why())
                                            .contains(
                                                    Digest.of("other").hex(),
                                                    Digest.of(bytes).hex());
                                }));

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void aFolderThatIsThereIsLeftAlone() throws IOException {
        Files.createDirectories(target);
        Files.writeString(target.resolve("mine"), "x");

        assertThatThrownBy(() -> unpack(good().zip())).hasMessageContaining("CD-418");

        assertThat(target.resolve("mine")).hasContent("x");
        assertThat(target.resolve("bin")).doesNotExist();
    }

    @Test
    void theUsualLimitsAreThoseOfTheDocumentation() {
        Limits usual = Limits.usual();
        long mebibyte = 1024 * 1024;

        assertThat(usual.exceededBy(1000, 100_000, 0)).isEmpty();
        assertThat(usual.exceededBy(1000, 100_001, 0)).isPresent();
        assertThat(usual.exceededBy(mebibyte * 1024, 1, 4096 * mebibyte)).isEmpty();
        assertThat(usual.exceededBy(mebibyte * 1024, 1, 4096 * mebibyte + 1)).isPresent();
        assertThat(usual.exceededBy(1, 1, 10 * mebibyte)).isEmpty();
        assertThat(usual.exceededBy(mebibyte, 1, 200 * mebibyte - 1)).isEmpty();
        assertThat(usual.exceededBy(mebibyte, 1, 200 * mebibyte + 200)).isPresent();
    }

    @Test
    void aFolderWithoutWritePermissionIsAFailureAndNotARefusal() throws IOException {
        Path file = Files.writeString(top.resolve("file"), "x");
        byte[] bytes = good().zip();

        assertThatThrownBy(() ->
                        Unpack.usual().into(file.resolve("1.0"), new ByteArrayInputStream(bytes), Digest.of(bytes)))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.FAILED))
                .hasMessageContaining("CD-419");
    }

    private static TestArchive good() {
        return new TestArchive()
                .file("start.sh")
                .file("bin/größe.txt")
                .file("abcdefgh/".repeat(30) + "long")
                .withManifest();
    }

    private void unpack(byte[] bytes) {
        Unpack.within(SMALL).into(target, new ByteArrayInputStream(bytes), Digest.of(bytes));
    }

    private Map<String, String> everything() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (var paths = Files.walk(top)) {
            for (Path path : paths.toList()) {
                boolean file = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
                all.put(path.toString(), file ? Files.readString(path) : "");
            }
        }
        return all;
    }
}
