package dev.cdctl.state.form;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.state.Store;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * The content of a record's file: JSON with the format's number, the revision, the value and a CRC-32C of key, revision
 * and value, so that a damaged file is not taken for another truth.
 */
public final class StoredRecord {
    private static final long FORMAT = 1;

    private StoredRecord() {}

    /** The file of a record, for people to read. */
    public static byte[] encode(String key, Store.Versioned record) {
        Json.Obj json = start(key, record).put("value", record.value()).build();
        return (JsonText.pretty(json) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The same on one line, for shells to read: format, revision, checksum and the transaction come first.
     *
     * @param transaction names the commit that wrote it
     */
    public static String line(String key, Store.Versioned record, String transaction) {
        return JsonText.line(start(key, record)
                .put("transaction", transaction)
                .put("value", record.value())
                .build());
    }

    private static Json.Builder start(String key, Store.Versioned record) {
        return Json.object()
                .put("format", FORMAT)
                .put("revision", record.revision())
                .put("crc", crc(key, record));
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @param file where it is, named in the failure
     * @throws dev.cdctl.model.Failure when the content is damaged or of a newer format
     */
    public static Store.Versioned decode(String file, String key, byte[] content) {
        try {
            Json.Obj json = JsonText.readObject(new String(content, StandardCharsets.UTF_8));
            long format = json.needNumber("format");
            if (format > FORMAT) {
                throw RecordProblems.newer(file, format, FORMAT);
            }
            if (format < FORMAT) {
                throw new JsonException("there never was a format " + format);
            }
            Json.Obj value = json.object("value").orElseThrow(() -> new JsonException("no object 'value'"));
            Store.Versioned record = new Store.Versioned(value, json.needNumber("revision"));
            if (!json.need("crc").equals(crc(key, record))) {
                throw new JsonException("its checksum does not match its content");
            }
            return record;
        } catch (JsonException e) {
            throw RecordProblems.damaged(file, String.valueOf(e.getMessage())).causedBy(e);
        }
    }

    private static String crc(String key, Store.Versioned record) {
        CRC32C crc = new CRC32C();
        String text = key + "\n" + record.revision() + "\n" + JsonText.line(record.value());
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
