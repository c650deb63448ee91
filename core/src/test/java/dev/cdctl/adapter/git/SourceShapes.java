package dev.cdctl.adapter.git;

import dev.cdctl.version.StampSpec.Kind;
import dev.cdctl.version.form.Form;
import java.util.List;
import java.util.stream.Stream;

/** Forty source files as they are found in repositories. */
final class SourceShapes {
    private static final String ASSEMBLY = """
            using System.Reflection;
            // [assembly: AssemblyVersion("0.0.0.0")] für später
            [assembly: AssemblyTitle("Bücher © 2026")]
            [assembly: AssemblyVersion("{{1.0.*|N}}")]
            [assembly: AssemblyFileVersion("{{1.0.0.0|N}}")]
            [assembly: AssemblyInformationalVersion("{{|F}}")]
            """;
    private static final String PROJECT = """
            <Project Sdk="Microsoft.NET.Sdk">
              <!-- <Version>9</Version> -->
              <PropertyGroup Condition="'$(Configuration)' == 'Release'">
                <Version>{{1.0.0|F}}</Version>
                <AssemblyVersion>{{1.0.0.0|N}}</AssemblyVersion>
                <FileVersion>{{1.0.0.0|N}}</FileVersion>
                <InformationalVersion>$(Version)</InformationalVersion>
                <PackageVersion>{{1.0.0|F}}</PackageVersion>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="Library" Version="1.0.0" /></ItemGroup>
            </Project>
            """;
    private static final String INNO = """
            ; Einrichtung für Bücher
            #define MyAppName "Bücher"
            #define MyAppVersion "{{1.0|F}}"
            [Setup]
            AppName={#MyAppName}
            AppVersion={#MyAppVersion}
            VersionInfoVersion={{1.0.0.0|N}}
            [Files]
            Source: "x"; DestDir: "{app}"; AppVersion=no
            """;
    private static final String DOCKER = """
            # syntax=docker/dockerfile:1
            ARG VERSION={{0.0.0|F}}
            FROM scratch
            # LABEL org.opencontainers.image.version=0
            LABEL org.opencontainers.image.title="books" \\
                  # a comment in between
                  org.opencontainers.image.version="${VERSION}" \\
                  "org.opencontainers.image.vendor"='shelf'
            RUN <<EOF
            LABEL org.opencontainers.image.version=0
            EOF
            """;
    private static final String YAML = """
            # chart — für alle
            apiVersion: v2
            version: {{1.10|F}}   # of the chart
            appVersion: "1.0"
            dependencies:
              - {name: db, version: 1.0}
            """;

    private SourceShapes() {}

    static List<SourceShape> all() {
        return Stream.of(dotnet(), java(), values(), installers(), others())
                .flatMap(shapes -> shapes)
                .toList();
    }

    private static Stream<SourceShape> dotnet() {
        return Stream.of(
                SourceShape.of(Kind.ASSEMBLY_INFO, "cs/utf8/AssemblyInfo.cs", "", ASSEMBLY),
                SourceShape.of(Kind.ASSEMBLY_INFO, "cs/bom/AssemblyInfo.cs", "", ASSEMBLY)
                        .utf8WithMark()
                        .crlf(),
                SourceShape.of(Kind.ASSEMBLY_INFO, "cs/le/AssemblyInfo.cs", "", ASSEMBLY)
                        .utf16(true)
                        .crlf(),
                SourceShape.of(Kind.ASSEMBLY_INFO, "cs/be/AssemblyInfo.cs", "", ASSEMBLY)
                        .utf16(false),
                SourceShape.of(Kind.ASSEMBLY_INFO, "cs/1252/AssemblyInfo.cs", "", ASSEMBLY.replace("später", "50 €"))
                        .in("windows-1252")
                        .crlf(),
                SourceShape.of(Kind.ASSEMBLY_INFO, "vb/AssemblyInfo.vb", "", """
                        ' <Assembly: AssemblyVersion("0")>
                        <Assembly: AssemblyVersion("{{1.0.0.0|N}}"), Assembly: AssemblyFileVersion("{{1|N}}")>
                        """)
                        .crlf(),
                SourceShape.of(Kind.ASSEMBLY_INFO, "fs/AssemblyInfo.fs", "", """
                        module Info
                        (* [<assembly: AssemblyVersion("0")>] *)
                        [<assembly: AssemblyInformationalVersion("{{1.0.0-beta|F}}")>]
                        do ()
                        """),
                SourceShape.of(Kind.DOTNET, "Books.csproj", "", PROJECT)
                        .utf8WithMark()
                        .crlf(),
                SourceShape.of(Kind.DOTNET, "Books.fsproj", "", PROJECT.stripTrailing()),
                SourceShape.of(Kind.DOTNET, "Directory.Build.props", "", """
                        <Project xmlns="http://schemas.microsoft.com/developer/msbuild/2003"><PropertyGroup>
                        \t<Version> {{|F}}</Version></PropertyGroup></Project>
                        """.replace("> {{", ">{{")));
    }

    private static Stream<SourceShape> java() {
        return Stream.of(
                SourceShape.of(Kind.POM, "pom.xml", "", """
                        <?xml version="1.0" encoding="UTF-8"?>
                        <project xmlns="http://maven.apache.org/POM/4.0.0">
                          <groupId>shelf</groupId><artifactId>books</artifactId>
                          <version>{{1.0-SNAPSHOT|M}}</version>
                          <dependencies><dependency><version>1.0-SNAPSHOT</version></dependency></dependencies>
                        </project>
                        """),
                SourceShape.of(Kind.POM, "api/pom.xml", "", """
                        <project>
                          <parent><groupId>shelf</groupId><artifactId>books</artifactId><version>{{1.0-SNAPSHOT|M}}</version></parent>
                          <artifactId>api</artifactId>
                        </project>
                        """).crlf(),
                SourceShape.of(Kind.POM, "impl/pom.xml", "", """
                        <project>
                          <parent><groupId>shelf</groupId><artifactId>books</artifactId><version><!-- ä -->{{1.0-SNAPSHOT|M}}</version></parent>
                          <artifactId>impl</artifactId><version>{{1.1|M}}</version>
                        </project>
                        """).in("ISO-8859-1"),
                SourceShape.of(Kind.POM, "ci/pom.xml", "", """
                        <project>
                          <parent><groupId>org.example</groupId><artifactId>parent</artifactId><version>7</version></parent>
                          <artifactId>ci</artifactId><version>${revision}</version>
                          <properties><revision>{{0|F}}</revision></properties>
                        </project>""").form(Form.SEMVER),
                SourceShape.of(Kind.PROPERTIES, "gradle.properties", "version", """
                        # version=0
                        org.gradle.jvmargs=-Xmx1g \\
                          version=0
                        version={{1.0|F}}
                        """),
                SourceShape.of(Kind.PROPERTIES, "app.properties", "app.version", "! \u00e4\r\n\tapp.version : {{1|F}}")
                        .in("ISO-8859-1"),
                SourceShape.of(Kind.FILE, "build.gradle", "^version = '([^']*)'", "version = '{{1.0|F}}'\n"),
                SourceShape.of(Kind.XML, "META-INF/web.xml", "web-app/context-param[2]/param-value", """
                        <web-app xmlns:a="urn:a"><context-param><param-value>1</param-value></context-param>
                        <a:context-param><param-value>{{1|F}}</param-value></a:context-param></web-app>
                        """)
                        .utf16(true));
    }

    private static Stream<SourceShape> values() {
        return Stream.of(
                SourceShape.of(Kind.NPM, "web/package.json", "", """
                        {
                          "name": "books",
                          "version": "{{1.0.0|F}}",
                          "dependencies": {"version": "1.0.0"}
                        }"""),
                SourceShape.of(Kind.NPM, "tabs/package.json", "", "{\n\t\"version\":\"{{0|F}}\"\n}\n")
                        .crlf()
                        .utf8WithMark(),
                SourceShape.of(Kind.JSON, "appsettings.json", "App.Info[1].Version", """
                        { // comments, as .NET allows
                          "App": {"Info": [{"Version": "0"}, {"Version": {{1.10|"}} /* a number */,},],}
                        }
                        """),
                SourceShape.of(
                        Kind.JSON, "manifest.webmanifest", "[\"a.b\"].version", "{\"a.b\":{\"version\":\"{{é|F}}\"}}"),
                SourceShape.of(
                        Kind.JSON,
                        "long.json",
                        "v",
                        "{\"x\":\"" + "\ud83d\ude00y".repeat(60_000) + "\",\"v\":\"{{1|F}}\"}"),
                SourceShape.of(Kind.YAML, "chart/Chart.yaml", "version", YAML),
                SourceShape.of(
                                Kind.YAML,
                                "chart/crlf.yaml",
                                "appVersion",
                                YAML.replace("{{1.10|F}}", "1.10").replace("\"1.0\"", "\"{{1.0|F}}\""))
                        .crlf(),
                SourceShape.of(
                        Kind.YAML, "openapi.yml", "info.version", "info: {title: '\ud83d\ude00', version: '{{1|F}}'}"),
                SourceShape.of(Kind.YAML, "k8s.yaml", "spec.list[1].labels[\"app.kubernetes.io/version\"]", """
                        ---
                        kind: Service
                        ---
                        spec:
                          list:
                          - labels: {app.kubernetes.io/version: x}
                          - labels:
                              app.kubernetes.io/version: {{1.0.0|F}}
                        ...
                        """)
                        .utf16(false),
                SourceShape.of(Kind.TOML, "Cargo.toml", "package.version", """
                        [package]
                        name = "books" # version = "0"
                        version = "{{0.1.0|F}}"

                        [dependencies]
                        serde = { version = "1.0", features = ["derive"] }
                        """),
                SourceShape.of(Kind.TOML, "pyproject.toml", "tool.poetry.version", """
                        [tool.poetry]
                        description = \"\"\"
                        version = "0"
                        \"\"\"
                        version = '{{0|F}}'
                        """)
                        .crlf(),
                SourceShape.of(Kind.TOML, "inline.toml", "bin[1].meta.version", """
                        [[bin]]
                        meta.version = "0"
                        [[bin]]
                        meta = {a = [1, 2,], version = {{1.10|"}}}
                        """));
    }

    private static Stream<SourceShape> installers() {
        return Stream.of(
                SourceShape.of(Kind.INNO_SETUP, "inno/setup.iss", "", INNO)
                        .crlf()
                        .utf8WithMark(),
                SourceShape.of(Kind.INNO_SETUP, "inno/ansi.iss", "", INNO)
                        .in("windows-1252")
                        .crlf(),
                SourceShape.of(Kind.NSIS, "nsis/setup.nsi", "", """
                        ; !define VERSION "0"
                        !define PRODUCT_VERSION "{{1.0|F}}"
                        !define MIN_VERSION "6.1"
                        VIProductVersion {{1.0.0.0|N}}
                        VIAddVersionKey /LANG=1033 "FileVersion" "{{1.0.0.0|N}}"
                        VIAddVersionKey ProductVersion '{{1.0|F}}'
                        """).crlf(),
                SourceShape.of(Kind.WIX, "wix/v3.wxs", "", """
                        <?xml version='1.0'?>
                        <Wix xmlns='http://schemas.microsoft.com/wix/2006/wi'>
                          <Product Id='*' Version='{{1.0.0|N}}' Name='Bücher'><Package InstallerVersion='200'/></Product>
                        </Wix>
                        """),
                SourceShape.of(Kind.WIX, "wix/v4.wxs", "", """
                        <Wix xmlns="http://wixtoolset.org/schemas/v4/wxs"><Package Name="Books" Version="{{1.0|N}}" /></Wix>
                        """).utf16(true).crlf());
    }

    private static Stream<SourceShape> others() {
        return Stream.of(
                SourceShape.of(Kind.DOCKERFILE, "Dockerfile", "", DOCKER),
                SourceShape.of(Kind.DOCKERFILE, "win.Dockerfile", "", """
                        # escape=`
                        FROM base
                        LABEL a=b `
                          org.opencontainers.image.version={{1.0|F}} c="d"
                        """).crlf(),
                SourceShape.of(Kind.FILE, "version.h", "#define VERSION \"([^\"]*)\"", """
                        #define VERSION "{{1|F}}"
                        """.stripTrailing())
                        .in("ISO-8859-1"),
                SourceShape.of(
                        Kind.FILE, "mixed.rc", "VERSION (\\S+)", "VERSION {{1,0|F}}\r\nx\nVERSION {{2|F}}\ry\n\r"),
                SourceShape.of(
                        Kind.FILE,
                        "long.js",
                        "v:\"([^\"]*)\"",
                        "a=1;".repeat(500_000) + "v:\"{{1|F}}\";" + "b();".repeat(9)));
    }
}
