package org.counterflow.cli.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OnnxMetadataTest {
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();

  private static byte[] field(int number, int wire, byte... content) {
    var out = new ByteArrayOutputStream();
    out.write(number << 3 | wire);
    if (wire == 2) {
      // Two bytes for the length, as it takes from 128 on.
      out.write(content.length & 127 | 128);
      out.write(content.length >> 7);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] text(int number, String text) {
    return field(number, 2, text.getBytes(StandardCharsets.UTF_8));
  }

  private void entry(String key, String value) {
    byte[] k = text(1, key), v = text(2, value);
    byte[] both = java.util.Arrays.copyOf(k, k.length + v.length);
    System.arraycopy(v, 0, both, k.length, v.length);
    file.writeBytes(field(14, 2, both));
  }

  private Map<String, String> read() throws IOException {
    return OnnxMetadata.read(new ByteArrayInputStream(file.toByteArray()));
  }

  @Test
  void readsItsOwnKeysAndSkipsTheRest() throws IOException {
    file.writeBytes(field(1, 0, (byte) 0x88, (byte) 1));
    file.writeBytes(field(7, 2, new byte[5000]));
    entry("counterflow.title", "caf\u00e9 " + "x".repeat(300));
    file.writeBytes(field(12, 1, new byte[8]));
    entry("producer.note", "not ours");
    file.writeBytes(field(13, 5, new byte[4]));
    entry("counterflow.time", "");
    assertEquals(Map.of("title", "caf\u00e9 " + "x".repeat(300), "time", ""), read());
  }

  @Test
  void cutOffIsAnError() {
    entry("counterflow.title", "long enough");
    byte[] half = java.util.Arrays.copyOf(file.toByteArray(), 1);
    assertThrows(IOException.class, () -> OnnxMetadata.read(new ByteArrayInputStream(half)));
    assertThrows(IOException.class, () -> OnnxMetadata.read(new ByteArrayInputStream(field(7, 2, new byte[9]), 0, 5)));
    assertThrows(IOException.class, () -> OnnxMetadata.read(new ByteArrayInputStream(new byte[] {7})));
  }
}
