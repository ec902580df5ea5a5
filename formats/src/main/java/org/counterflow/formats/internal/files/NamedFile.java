package org.counterflow.formats.internal.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.counterflow.formats.FormatException;

/**
 * A file that a part is made of, as the part's text names it: {@code FILE}, or {@code FILE#sha256=HASH} where it must be that one. Parts print
 * the hash, so that a recipe knows whether a file has changed since, however deep in other parts' brackets it stands.
 */
public final class NamedFile {
  private static final Pattern HASHED = Pattern.compile("(.*)#sha256=([0-9a-f]{64})", Pattern.DOTALL);

  private final Path file;
  private final String sha256;
  private final byte[] bytes;

  private NamedFile(Path file, String sha256, byte[] bytes) {
    this.file = file;
    this.sha256 = sha256;
    this.bytes = bytes;
  }

  /**
   * Reads a file.
   *
   * @param named as above
   * @param largest bytes that are allowed
   * @throws FormatException if it cannot be read, has more bytes, or is not the one that the hash is of
   */
  public static NamedFile read(String named, int largest) {
    Matcher m = HASHED.matcher(named);
    boolean hashed = m.matches();
    Path file = Path.of(hashed ? m.group(1) : named);
    Faults.readable(file);
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(largest + 1);
    } catch (IOException e) {
      throw Faults.reading(file, e);
    }
    if (bytes.length > largest)
      throw new FormatException(file.toString(), "has more than " + (largest >> 20) + " MiB, too much for such a text", "name the right file");
    var hash = new Sha256();
    hash.add(bytes, 0, bytes.length);
    String is = hash.text();
    if (hashed && !m.group(2).equals(is))
      throw new FormatException(file.toString(), "is not the file that was named: its sha256 is " + is + ", was " + m.group(2),
          "bring that file back, or name this one without its hash: " + file);
    return new NamedFile(file, is, bytes);
  }

  /** Where it is. */
  public Path file() {
    return file;
  }

  /** The file and its hash, as {@link #read} takes them. */
  public String named() {
    return file + "#sha256=" + sha256;
  }

  /**
   * What is in it.
   *
   * @param remedy for the message
   * @throws FormatException if it is not UTF-8
   */
  public String text(String remedy) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new FormatException(file.toString(), "is no text in UTF-8", remedy, e);
    }
  }
}
