package org.counterflow.cli.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.counterflow.formats.arrays.NpyArray;

/** Arrays as NumPy writes them, and what a reader must make of them: written for the test, element by element. */
final class NpyBytes {
  private static final Pattern TYPE = Pattern.compile("descr['\"]\\s*:\\s*['\"]([<>|])([biuf])(\\d)");
  private static final Pattern SHAPE = Pattern.compile("shape['\"]\\s*:\\s*\\(([^)]*)\\)");
  private static final Pattern FORTRAN = Pattern.compile("fortran_order['\"]\\s*:\\s*True");

  private NpyBytes() {}

  /** A file of each type, in both byte orders, C and Fortran order, in versions 1 to 3. */
  static List<byte[]> all() {
    var all = new ArrayList<byte[]>();
    int version = 0;
    for (String type : List.of("b1", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "f2", "f4", "f8"))
      for (String order : type.endsWith("1") ? List.of("|") : List.of("<", ">"))
        for (String shape : List.of("()", "(5,)", "(2, 3)", "(4, 1, 2, 3)"))
          for (boolean fortran : new boolean[] {false, true}) all.add(file(order + type, shape, fortran, 1 + version++ % 3));
    return all;
  }

  private static byte[] file(String type, String shape, boolean fortran, int version) {
    String head = "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': " + shape + ", }";
    int lengthBytes = version == 1 ? 2 : 4, before = 8 + lengthBytes;
    int length = Math.ceilDiv(before + head.length() + 1, 64) * 64 - before, width = type.charAt(2) - '0', n = 1;
    for (int d : dimensions(shape.substring(1, shape.length() - 1))) n *= d;
    var b = ByteBuffer.allocate(before + length + n * width).order(ByteOrder.LITTLE_ENDIAN);
    b.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) version).put((byte) 0);
    if (version == 1) b.putShort((short) length);
    else b.putInt(length);
    b.put((head + " ".repeat(length - head.length() - 1) + "\n").getBytes(StandardCharsets.US_ASCII));
    // Of an i8 the low bytes alone, else no double holds it.
    boolean little = type.charAt(0) != '>';
    for (int i = 0; i < n; i++)
      for (int k = 0; k < width; k++) {
        int low = little ? k : width - 1 - k;
        b.put((byte) (type.endsWith("b1") ? i % 2 : type.endsWith("i8") && low > 2 ? 0 : type.contains("f") ? 17 + 5 * i + 3 * k : 7 * i + k));
      }
    return b.array();
  }

  private static List<Integer> dimensions(String text) {
    var all = new ArrayList<Integer>();
    for (String d : text.split(",")) if (!d.isBlank()) all.add(Integer.parseInt(d.strip().replace("L", "")));
    return all;
  }

  /** That an array is what its bytes say. */
  static void assertRead(byte[] file, NpyArray read) {
    int lengthBytes = file[6] == 1 ? 2 : 4, length = 0;
    for (int i = 0; i < lengthBytes; i++) length |= (file[8 + i] & 0xff) << 8 * i;
    int start = 8 + lengthBytes + length;
    String head = new String(file, 8 + lengthBytes, length, StandardCharsets.ISO_8859_1);
    Matcher type = TYPE.matcher(head), shape = SHAPE.matcher(head);
    if (!type.find() || !shape.find()) throw new AssertionError("read, and has no type or shape: " + head);
    List<Integer> d = dimensions(shape.group(1));
    assertEquals(d, Arrays.stream(read.shape()).boxed().toList());
    int width = Integer.parseInt(type.group(3)), n = 1;
    for (int k : d) n *= k;
    double[] values = read.values();
    assertEquals(n, values.length);
    assertEquals((long) start + (long) n * width, file.length, "not all of the file is the array");
    var b = ByteBuffer.wrap(file).order(type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    boolean fortran = FORTRAN.matcher(head).find();
    for (int i = 0; i < n; i++) {
      int at = start + width * (fortran ? byColumns(i, d) : i);
      assertEquals(element(b, at, type.group(2).charAt(0), width), values[i], "element " + i);
    }
  }

  /** Where the element of a row-major index stands in a file whose first index moves fastest. */
  private static int byColumns(int index, List<Integer> d) {
    int place = 0, rest = index;
    var stride = new int[d.size()];
    for (int k = 0, s = 1; k < stride.length; s *= d.get(k), k++) stride[k] = s;
    for (int k = stride.length - 1; k >= 0; k--) {
      place += rest % d.get(k) * stride[k];
      rest /= d.get(k);
    }
    return place;
  }

  private static double element(ByteBuffer b, int at, char kind, int width) {
    return switch (kind + "" + width) {
      case "b1" -> b.get(at) == 0 ? 0 : 1;
      case "i1" -> b.get(at);
      case "u1" -> b.get(at) & 0xff;
      case "i2" -> b.getShort(at);
      case "u2" -> b.getShort(at) & 0xffff;
      case "i4" -> b.getInt(at);
      case "u4" -> b.getInt(at) & 0xffffffffL;
      case "i8" -> b.getLong(at);
      case "f2" -> Float.float16ToFloat(b.getShort(at));
      case "f4" -> b.getFloat(at);
      case "f8" -> b.getDouble(at);
      default -> throw new AssertionError("read, and is of the type " + kind + width);
    };
  }
}
