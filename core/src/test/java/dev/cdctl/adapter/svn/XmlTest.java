package dev.cdctl.adapter.svn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class XmlTest {
    @Test
    void readsElementsAttributesAndText() throws IOException {
        Xml log = Xml.parse(
                "<?xml version='1.0'?>\n<log>\n<logentry revision='7'><msg>a &lt;b&gt;\nc</msg></logentry></log>");
        Xml entry = log.first("logentry").orElseThrow();
        assertThat(entry.revision()).isEqualTo(7);
        assertThat(entry.textOf("msg")).isEqualTo("a <b>\nc");
        assertThat(entry.textOf("author")).isEmpty();
    }

    @Test
    void nothingInADocumentLeadsElsewhere() {
        assertThatThrownBy(() -> Xml.parse("<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("document type");
        assertThatThrownBy(() -> Xml.parse("<x>&a;</x>")).isInstanceOf(IOException.class);
    }

    @Test
    void whatIsNoXmlIsToldAsThat() {
        assertThatThrownBy(() -> Xml.parse("svn: E1")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Xml.parse("<info>")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Xml.parse("")).isInstanceOf(IOException.class);
    }
}
