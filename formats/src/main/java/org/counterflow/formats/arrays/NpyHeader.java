package org.counterflow.formats.arrays;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.counterflow.formats.FormatException;

/**
 * The text before the values of an {@code .npy} file: a Python dictionary of three entries.
 *
 * @param byColumns whether the first index moves fastest (Fortran order) and it matters
 */
record NpyHeader(NpyType type, ByteOrder order, int[] shape, long elements, boolean byColumns) {
  /** Bytes before the header's length. */
  static final int PREFIX = 8;
  /** Longer than any header of plain numbers. */
  static final int LONGEST = 1 << 16;
  private static final String RESAVE = "save a plain array of numbers: numpy.save(file, array.astype('float32'))";
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** Bytes of the header's length: 2 in version 1, 4 in versions 2 and 3. */
  static int lengthBytes(String where, byte[] prefix) {
    if (prefix[0] == 'P' && prefix[1] == 'K')
      throw new FormatException(where, "is an archive of arrays (.npz), not an array (.npy)", "save one of them with numpy.save");
    if (!Arrays.equals(prefix, 0, MAGIC.length, MAGIC, 0, MAGIC.length))
      throw new FormatException(where, "is no .npy file: it does not begin with \\x93NUMPY", "write it with numpy.save");
    int version = prefix[6] & 0xff;
    if (version < 1 || version > 3) throw new FormatException(where, "has version " + version + " of the .npy format; 1, 2 and 3 are known",
        "write it with numpy.save, which picks the lowest that will do");
    return version == 1 ? 2 : 4;
  }

  static NpyHeader parse(String where, byte[] text) {
    return new Reader(where, new String(text, StandardCharsets.ISO_8859_1)).header();
  }

  /** Magic, version 1, length and dictionary, padded to a multiple of 64 bytes as NumPy does. */
  static byte[] bytes(NpyType type, int[] shape) {
    String dimensions = Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    String text = "{'descr': '" + (type.bytes() == 1 ? '|' : '<') + type.code() + "', 'fortran_order': False, 'shape': ("
        + dimensions + (shape.length == 1 ? "," : "") + "), }";
    int length = (PREFIX + 2 + text.length() + 1 + 63) / 64 * 64;
    var b = new byte[length];
    Arrays.fill(b, (byte) ' ');
    System.arraycopy(MAGIC, 0, b, 0, MAGIC.length);
    b[6] = 1;
    b[7] = 0;
    b[8] = (byte) (length - 10);
    b[9] = (byte) (length - 10 >> 8);
    System.arraycopy(text.getBytes(StandardCharsets.ISO_8859_1), 0, b, 10, text.length());
    b[length - 1] = '\n';
    return b;
  }

  /** The product of the dimensions. */
  static long elements(String where, int[] shape) {
    long n = 1;
    for (int d : shape) if (d == 0) return 0;
    for (int d : shape) {
      if (n > Long.MAX_VALUE / 16 / d) throw new FormatException(where, "has an impossible shape " + Arrays.toString(shape), RESAVE);
      n *= d;
    }
    return n;
  }

  /** Reads the dictionary; nothing but what NumPy writes. */
  private static final class Reader {
    private final String where;
    private final String text;
    private int at;

    Reader(String where, String text) {
      this.where = where;
      this.text = text;
    }

    NpyHeader header() {
      Map<String, Object> found = new LinkedHashMap<>();
      expect('{');
      while (!skips('}')) {
        String key = quoted();
        expect(':');
        Object value = switch (key) {
          case "descr" -> descriptor();
          case "fortran_order" -> truth();
          case "shape" -> dimensions();
          default -> throw fault("has an unknown entry \"" + key + "\" in its header");
        };
        if (found.put(key, value) != null) throw fault("has two entries \"" + key + "\" in its header");
        if (!skips(',') && peek() != '}') throw fault("has a header that cannot be read at character " + at);
      }
      if (!text.substring(at).isBlank()) throw fault("has more after its header's end");
      if (!(found.get("descr") instanceof String descriptor) || !(found.get("fortran_order") instanceof Boolean fortran)
          || !(found.get("shape") instanceof int[] shape))
        throw fault("lacks descr, fortran_order or shape in its header");
      return of(descriptor, shape, fortran && Arrays.stream(shape).filter(d -> d > 1).count() > 1);
    }

    private NpyHeader of(String descriptor, int[] shape, boolean byColumns) {
      NpyType type = descriptor.isEmpty() ? null : NpyType.of(descriptor.substring(1));
      char order = descriptor.isEmpty() ? ' ' : descriptor.charAt(0);
      if (descriptor.endsWith("O")) throw new FormatException(where, "holds Python objects", RESAVE);
      if (type == null || (order != '<' && order != '>' && (order != '|' || type.bytes() > 1)))
        throw new FormatException(where, "holds elements of type \"" + descriptor + "\"; known are "
            + Arrays.stream(NpyType.values()).map(t -> t.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", ")), RESAVE);
      return new NpyHeader(type, order == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, shape, elements(where, shape),
          byColumns);
    }

    private String descriptor() {
      if (peek() == '[') throw new FormatException(where, "holds records with named fields",
          "save one field: numpy.save(file, array['name'])");
      return quoted();
    }

    private boolean truth() {
      for (String word : new String[] {"True", "False"}) {
        if (peek() == word.charAt(0) && text.startsWith(word, at)) {
          at += word.length();
          return word.equals("True");
        }
      }
      throw fault("has a fortran_order that is neither True nor False");
    }

    private int[] dimensions() {
      var shape = new int[64];
      int rank = 0;
      expect('(');
      boolean closed = skips(')');
      while (!closed) {
        if (rank == shape.length) throw fault("has more than 64 dimensions");
        shape[rank++] = dimension();
        boolean comma = skips(',');
        closed = skips(')');
        if (!comma && (!closed || rank == 1)) throw fault("has a shape that cannot be read");
      }
      return Arrays.copyOf(shape, rank);
    }

    private int dimension() {
      peek();
      int from = at;
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') at++;
      String digits = text.substring(from, at);
      if (at < text.length() && text.charAt(at) == 'L') at++;  // Python 2 wrote 3L
      if (digits.isEmpty()) throw fault("has a shape that cannot be read");
      if (digits.length() > 10 || Long.parseLong(digits) > Integer.MAX_VALUE)
        throw fault("has a dimension of " + digits + ", more than can be");
      return Integer.parseInt(digits);
    }

    private String quoted() {
      char quote = peek();
      int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
      if (end < 0) throw fault("has a header that cannot be read at character " + at);
      String s = text.substring(at + 1, end);
      at = end + 1;
      return s;
    }

    private char peek() {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
      if (at == text.length()) throw fault("has a header that ends too early");
      return text.charAt(at);
    }

    private boolean skips(char c) {
      if (peek() != c) return false;
      at++;
      return true;
    }

    private void expect(char c) {
      if (!skips(c)) throw fault("has a header that cannot be read at character " + at);
    }

    private FormatException fault(String what) {
      return new FormatException(where, what, "write it with numpy.save");
    }
  }
}
