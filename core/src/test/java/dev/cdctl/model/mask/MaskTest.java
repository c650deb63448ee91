package dev.cdctl.model.mask;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MaskTest {
    private static final String SECRET = "p@ss/w\u00f6rd \"q\"+<'1'>";

    private final Mask mask = Mask.of(Map.of("DB_PASSWORD", SECRET));

    @Test
    void theValueItselfIsReplaced() {
        assertThat(mask.apply("user=x pw=" + SECRET + ";")).isEqualTo("user=x pw=***;");
    }

    @Test
    void otherTextIsTheSameObject() {
        String text = "nothing here \u00e4\u00f6\u00fc";
        assertThat(mask.apply(text)).isSameAs(text);
    }

    @Test
    void base64IsReplacedAtEveryAlignmentAndInBothAlphabets() {
        for (String before : new String[] {"", "a", "ab", "abc", "user:"}) {
            for (String after : new String[] {"", "x", "xy", "xyz"}) {
                byte[] bytes = (before + SECRET + after).getBytes(UTF_8);
                assertLeakIsAtMost(2 + (before + after).length() * 2, mask.apply(text(Base64.getEncoder(), bytes)));
                assertLeakIsAtMost(2 + (before + after).length() * 2, mask.apply(text(Base64.getUrlEncoder(), bytes)));
            }
        }
    }

    private static String text(Base64.Encoder encoder, byte[] bytes) {
        return encoder.encodeToString(bytes);
    }

    private static void assertLeakIsAtMost(int characters, String masked) {
        assertThat(masked).contains("***");
        assertThat(masked.replace("***", "").replace("=", "").length()).isLessThanOrEqualTo(characters);
    }

    @Test
    void base64OfTheBareValueIsReplacedWhole() {
        assertThat(mask.apply(Base64.getEncoder().encodeToString(SECRET.getBytes(UTF_8))))
                .isEqualTo("***");
        assertThat(mask.apply(Base64.getUrlEncoder().withoutPadding().encodeToString(SECRET.getBytes(UTF_8))))
                .isEqualTo("***");
    }

    @Test
    void wrappedBase64OfALongValueIsReplacedLineByLine() {
        String key = "0123456789abcdef".repeat(10);
        String wrapped = Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(key.getBytes(UTF_8));
        assertThat(Mask.of(Map.of("KEY", key)).apply(wrapped).replace("\n", "")).matches("\\**");
    }

    @Test
    void urlEncodedFormsAreReplaced() {
        String query = URLEncoder.encode(SECRET, UTF_8);
        assertThat(mask.apply("?pw=" + query + "&x")).isEqualTo("?pw=***&x");
        assertThat(mask.apply(query.replace("+", "%20"))).isEqualTo("***");
        assertThat(mask.apply("p%40ss/w%c3%b6rd%20%22q%22%2b%3c%271%27%3e")).isEqualTo("***");
        assertThat(mask.apply("p%40ss%2Fw%C3%B6rd%20%22q%22%2B%3C'1'%3E")).isEqualTo("***");
    }

    @Test
    void jsonEscapedFormsAreReplaced() {
        assertThat(mask.apply("{\"pw\":\"p@ss/w\u00f6rd \\\"q\\\"+<'1'>\"}")).isEqualTo("{\"pw\":\"***\"}");
        assertThat(mask.apply("p@ss\\/w\u00f6rd \\\"q\\\"+<'1'>")).isEqualTo("***");
        assertThat(mask.apply("p@ss/w\\u00f6rd \\\"q\\\"+<'1'>")).isEqualTo("***");
        assertThat(mask.apply("p@ss/w\u00f6rd \\\"q\\\"+\\u003c\\u00271\\u0027\\u003e"))
                .isEqualTo("***");
    }

    @Test
    void aTracingShellAndADumpInHexadecimalDoNotShowIt() {
        assertThat(mask.apply("+ login 'p@ss/w\u00f6rd \"q\"+<'\\''1'\\''>'")).isEqualTo("+ login '***'");
        assertThat(Mask.of(Map.of("A", "abcd")).apply("61626364 6162")).isEqualTo("*** 6162");
    }

    @Test
    void eachLineOfALongerSecretIsReplaced() {
        Mask key = Mask.of(Map.of("KEY", "first line\r\nsecond line\nab\n"));
        assertThat(key.apply("1: first line\n2: second line\n3: ab\n")).isEqualTo("1: ***\n2: ***\n3: ab\n");
        assertThat(key.apply("first line\\r\\nsecond line\\nab")).isEqualTo("***");
    }

    @Test
    void secretsThatOverlapLeaveNoPieceBehind() {
        Mask two = Mask.of(Map.of("A", "abcdef", "B", "efghij", "C", "abcdefgh-long"));
        assertThat(two.apply("<abcdefghij>")).isEqualTo("<***>");
        assertThat(two.apply("<abcdefgh-lon>")).isEqualTo("<***gh-lon>");
        assertThat(two.apply("<abcdefgh-long>")).isEqualTo("<***>");
        assertThat(two.apply("abcdefabcdef")).isEqualTo("******");
    }

    @Test
    void valuesThatAreTooShortAreNotMaskedAndSaidSoWithoutShowingThem() {
        Mask shorter = Mask.of(Map.of("PIN", "987", "LONG", "long enough"));
        assertThat(shorter.apply("987")).isEqualTo("987");
        assertThat(shorter.warnings()).singleElement().satisfies(problem -> {
            assertThat(problem.what()).contains("PIN");
            assertThat(problem.toString() + problem.why() + problem.remedy()).doesNotContain("987");
        });
    }

    @Test
    void itsOwnTextShowsNoSecret() {
        assertThat(mask).hasToString("1 secrets");
    }

    @Test
    void oneMoreSecretLeavesTheFirstMaskAsItWas() {
        Mask more = mask.plus("TOKEN", "tok-123");
        assertThat(more.apply(SECRET + " tok-123")).isEqualTo("*** ***");
        assertThat(mask.apply("tok-123")).isEqualTo("tok-123");
    }

    @Test
    void aStreamCutAnywhereGivesWhatTheWholeGives() throws IOException {
        Mask several = Mask.of(Map.of("A", "abab", "B", "ababcababd", "C", SECRET, "D", "line one\nline two"));
        String text = "x ababcabababd ababcababd ab" + SECRET + "\nline one\nline two\nline one aba";
        byte[] bytes = text.getBytes(UTF_8);
        String whole = several.apply(text);
        assertThat(whole).doesNotContain("abab").doesNotContain("line").endsWith("aba");
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            ByteArrayOutputStream result = new ByteArrayOutputStream();
            try (OutputStream out = several.over(result)) {
                for (int at = 0; at < bytes.length; ) {
                    int length = Math.min(1 + random.nextInt(round % 20 + 1), bytes.length - at);
                    out.write(bytes, at, length);
                    at += length;
                }
            }
            assertThat(result.toString(UTF_8)).isEqualTo(whole);
        }
    }

    @Test
    void onlyWhatMayBeASecretIsHeldBack() throws IOException {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        OutputStream out = Mask.of(Map.of("A", "token-1")).over(result);
        out.write("done: tok".getBytes(UTF_8));
        assertThat(result.toString(UTF_8)).isEqualTo("done: ");
        out.write("s\n".getBytes(UTF_8));
        assertThat(result.toString(UTF_8)).isEqualTo("done: toks\n");
    }

    @Test
    void withoutSecretsEveryByteGoesThrough() throws IOException {
        byte[] bytes = new byte[256];
        new Random(1).nextBytes(bytes);
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        try (OutputStream out = Mask.none().over(result)) {
            out.write(bytes);
        }
        assertThat(result.toByteArray()).isEqualTo(bytes);
    }
}
