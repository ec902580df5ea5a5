package org.counterflow.formats.internal.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.counterflow.formats.FormatException;

/** What tells that a file is the same as another: SHA-256, hexadecimal. */
public final class Sha256 {
  private final MessageDigest digest;

  /** Of bytes that are given one after the other. */
  public Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** Takes the next bytes. */
  public void add(byte[] bytes, int from, int count) {
    digest.update(bytes, from, count);
  }

  /** The hash of all bytes; to be asked once. */
  public String text() {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The hash of a text's UTF-8 bytes. */
  public static String of(String text) {
    var hash = new Sha256();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    hash.add(bytes, 0, bytes.length);
    return hash.text();
  }

  /**
   * The hash of a file.
   *
   * @throws FormatException if it cannot be read
   */
  public static String of(Path file) {
    Faults.readable(file);
    var hash = new Sha256();
    try (InputStream in = Files.newInputStream(file)) {
      var buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) hash.add(buffer, 0, n);
      return hash.text();
    } catch (IOException e) {
      throw Faults.reading(file, e);
    }
  }
}
