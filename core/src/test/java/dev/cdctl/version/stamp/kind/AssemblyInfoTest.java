package dev.cdctl.version.stamp.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.model.Version;
import dev.cdctl.version.SourceText;
import dev.cdctl.version.stamp.kind.AssemblyInfo.Language;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssemblyInfoTest {
    private static final Written VERSION = new Written(new Version("1.4.3-dev.5.gabcdef12"), Optional.empty());

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

    private static String stamp(Language language, String text) {
        return SourceText.changed(text, new AssemblyInfo(language).edits(text, VERSION));
    }
}
