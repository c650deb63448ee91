package dev.cdctl.version.stamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.model.Version;
import dev.cdctl.version.SourceText;
import dev.cdctl.version.stamp.AssemblyInfo.Language;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AssemblyInfoTest {
    private static final Version VERSION = new Version("1.4.3-dev.5.gabcdef12");

    @Test
    void everyAttributeOfCSharpGetsItsForm() {
        assertThat(stamp(Language.CSHARP, """
                        using System.Reflection;
                        [assembly: AssemblyTitle("AssemblyVersion")]
                        [assembly: AssemblyVersion("1.0.*")]
                        [ assembly : System.Reflection.AssemblyFileVersionAttribute ( @"1.0.0.0" ) ]
                        [assembly: AssemblyCompany("x"), AssemblyInformationalVersion("")]
                        """)).isEqualTo("""
                        using System.Reflection;
                        [assembly: AssemblyTitle("AssemblyVersion")]
                        [assembly: AssemblyVersion("1.4.2.5")]
                        [ assembly : System.Reflection.AssemblyFileVersionAttribute ( @"1.4.2.5" ) ]
                        [assembly: AssemblyCompany("x"), AssemblyInformationalVersion("1.4.3-dev.5.gabcdef12")]
                        """);
    }

    @Test
    void visualBasicAndFSharpWriteAttributesInTheirOwnWay() {
        assertThat(stamp(Language.VISUAL_BASIC, """
                        ' <Assembly: AssemblyVersion("0")>
                        REM <Assembly: AssemblyVersion("0")>
                        <Assembly: AssemblyTitle("it's ""x""\"), Assembly: AssemblyVersion("0")>
                        <assembly: assemblyfileversion("0")> ' "
                        """)).isEqualTo("""
                        ' <Assembly: AssemblyVersion("0")>
                        REM <Assembly: AssemblyVersion("0")>
                        <Assembly: AssemblyTitle("it's ""x""\"), Assembly: AssemblyVersion("1.4.2.5")>
                        <assembly: assemblyfileversion("1.4.2.5")> ' "
                        """);
        assertThat(stamp(Language.FSHARP, """
                        (* [<assembly: AssemblyVersion("0")>] (* nested *) [<assembly: AssemblyVersion("0")>] *)
                        let x (a: 'T) = (*) 1 2 // "
                        [<assembly: AssemblyVersion("0")>]
                        """)).isEqualTo("""
                        (* [<assembly: AssemblyVersion("0")>] (* nested *) [<assembly: AssemblyVersion("0")>] *)
                        let x (a: 'T) = (*) 1 2 // "
                        [<assembly: AssemblyVersion("1.4.2.5")>]
                        """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "// [assembly: AssemblyVersion(\"0\")]",
                "//\" [assembly: AssemblyVersion(\"0\")]",
                "/* [assembly: AssemblyVersion(\"0\")]\r\n */",
                "[assembly: AssemblyTitle(\"[assembly: AssemblyVersion(\\\"0\\\")]\")]",
                "[assembly: AssemblyTitle(@\"[assembly: AssemblyVersion(\"\"0\"\")]\")]",
                "var x = $@\"\\\"; // [assembly: AssemblyVersion(\"0\")]",
                "var x = \"\"\"[assembly: AssemblyVersion(\"0\")]\"\"\";",
                "var q = '\"'; // \"[assembly: AssemblyVersion(\"0\")]",
                "var v = new AssemblyVersion(\"0\");",
                "[assembly: AssemblyVersion(Versions.Current)]",
                "[assembly: MyAssemblyVersion(\"0\")]",
            })
    void commentsStringsAndOtherCodeAreNotTouched(String text) {
        assertThat(new AssemblyInfo(Language.CSHARP).edits(text, VERSION)).isEmpty();
    }

    @Test
    void aLongFileNeedsNoDeepStack() {
        String text = "\"" + "a\\n".repeat(200_000) + "\" /*" + "*x".repeat(200_000) + "*/ @\"" + "\"\"".repeat(200_000)
                + "\" [assembly: AssemblyVersion(\"0\")]";
        assertThat(new AssemblyInfo(Language.CSHARP).edits(text, VERSION)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "1.4.2, 1.4.2.0",
        "1.4.3-dev.5.gabcdef12, 1.4.2.5",
        "1.4.3-dev.0.gabcdef12.dirty.f1234567, 1.4.2.0",
        "0.0.0-dev.12.gabcdef12, 0.0.0.12",
        "2.0.0-rc.1, 2.0.0.0",
        "2.0.0-rc.1.dev.7.gabcdef12, 2.0.0.0",
        "1.4.2-SNAPSHOT, 1.4.2.0",
        "1.4.2+build.7, 1.4.2.0",
        "1.2.3.4, 1.2.3.4",
        "2026.11, 2026.11.0.0",
        "7-beta, 7.0.0.0",
        "65534.0.0, 65534.0.0.0",
    })
    void theFourNumbersKeepTheOrderOfBuilds(String version, String numbers) {
        assertThat(AssemblyInfo.numbers(new Version(version))).isEqualTo(numbers);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"65535.0.0", "1.4.3-dev.65535.gab", "r17", "1.2.3.4.5", "20261120.1", "99999999999999999999.1"})
    void whatDoesNotFitIsRefused(String version) {
        assertThatThrownBy(() -> AssemblyInfo.numbers(new Version(version))).hasMessageContaining("CD-223");
    }

    private static String stamp(Language language, String text) {
        return SourceText.changed(text, new AssemblyInfo(language).edits(text, VERSION));
    }
}
