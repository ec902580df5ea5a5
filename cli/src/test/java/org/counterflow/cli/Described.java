package org.counterflow.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.counterflow.cli.model.BundledModel;
import org.counterflow.cli.model.ModelCard;

/** The bundled network in a file that says something else of itself. */
final class Described {
  private static final int METADATA = 14;

  private Described() {}

  /** With nothing but what is given, by key without the prefix {@code counterflow.}. */
  static Path as(Map<String, String> says, Path file) {
    var out = new ByteArrayOutputStream();
    try (InputStream in = BundledModel.ALL.getFirst().content()) {
      byte[] all = in.readAllBytes();
      for (int at = 0; at < all.length; ) {
        int from = at, tag = all[at++];
        int[] end = {at};
        long n = varint(all, end);
        at = (tag & 7) == 0 ? end[0] : end[0] + (int) n;
        if (tag >> 3 != METADATA) out.write(all, from, at - from);
      }
      says.forEach((k, v) -> field(out, METADATA, pair("counterflow." + k, v)));
      return Files.write(file, out.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As it describes itself, but for one key; null leaves it out. */
  static Path but(String key, String value, Path file) {
    var says = new LinkedHashMap<>(ModelCard.of(BundledModel.ALL.getFirst()).says());
    if (value == null) says.remove(key);
    else says.put(key, value);
    return as(says, file);
  }

  private static byte[] pair(String key, String value) {
    var pair = new ByteArrayOutputStream();
    field(pair, 1, key.getBytes(StandardCharsets.UTF_8));
    field(pair, 2, value.getBytes(StandardCharsets.UTF_8));
    return pair.toByteArray();
  }

  private static void field(ByteArrayOutputStream out, int number, byte[] content) {
    out.write(number << 3 | 2);
    int n = content.length;
    for (; n > 127; n >>= 7) out.write(n & 127 | 128);
    out.write(n);
    out.writeBytes(content);
  }

  private static long varint(byte[] b, int[] at) {
    long v = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = b[at[0]++];
      v |= (long) (next & 127) << shift;
      if (next >= 0) return v;
    }
  }
}
