package org.counterflow.backend.opencl.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The kernels of linear combinations. One is written for each shape of a sum, a letter a term: {@code b} for a buffer, {@code n} for noise,
 * {@code o} for the constant 1; after them {@code -} where coefficients are a row's, and rows may drop terms. {@link #ANY} stands for the
 * kernel of all shapes, which is told the kinds of its terms.
 *
 * <p>A work item computes four elements of one row, which are one block of the noise. The chain begins with -0: {@code fma(c, x, -0)} is
 * {@code c x} whatever the signs of zeros, so that a row which drops its first terms needs no other code.
 */
final class SumSource {
  /** Terms of one kernel; longer sums are continued. */
  static final int MOST_TERMS = 8;
  /** The shape that is every one. */
  static final String ANY = "*";
  /** What the kernel of all shapes is told of a term: its place in this text. */
  static final String KINDS = "bno";
  /** Of the kernel. */
  static final String NAME = "sum";

  private static final String BY_ROW = "-";

  private SumSource() {}

  static boolean isByRow(String shape) {
    return shape.equals(ANY) || shape.endsWith(BY_ROW);
  }

  static String shape(String kinds, boolean byRow) {
    return byRow ? kinds + BY_ROW : kinds;
  }

  static String of(String shape) {
    boolean any = shape.equals(ANY);
    String kinds = any ? ANY.repeat(MOST_TERMS) : shape.replace(BY_ROW, "");
    boolean byRow = isByRow(shape);
    boolean noise = any || kinds.indexOf('n') >= 0;
    List<String> arguments = new ArrayList<>(List.of("__global REAL *out, ulong out_at, ulong n, ulong blocks, ulong rows"));
    if (byRow) arguments.add("__global const uint *kept, __global const REAL *c");
    if (noise) arguments.add("__global const ulong *seeds");
    if (any) arguments.add("uint kinds");
    for (int k = 0; k < kinds.length(); k++) {
      char kind = kinds.charAt(k);
      if (!byRow) arguments.add("REAL c" + k);
      if (any || kind == 'b') arguments.add("ROWS(x" + k + ")");
      if (any || kind == 'n') arguments.add("ulong stream" + k);
    }
    String sum = IntStream.range(0, kinds.length()).mapToObj(k -> "  " + (byRow ? "if (terms & " + (1 << k) + "u) " : "")
        + "v = fma((REAL4) (" + (byRow ? "c[" + k + " * rows + r]" : "c" + k) + "), " + leaf(kinds.charAt(k), k) + ", v);\n")
        .collect(Collectors.joining());
    return Sources.of(noise ? new String[] {"noise"} : new String[0]) + "\nKERNEL " + NAME + "(" + String.join(", ", arguments) + ") {\n"
        + "  ulong g = get_global_id(0), r = over(g, blocks), block = g - r * blocks, i = 4 * block;\n"
        + "  if (r >= rows) return;\n"
        + (byRow ? "  uint terms = kept[r];\n" : "")
        + "  REAL4 v = (REAL4) (" + (kinds.isEmpty() ? "(REAL) 0" : "-(REAL) 0") + ");\n"
        + sum
        + (byRow ? "  if (terms == 0) v = (REAL4) ((REAL) 0);\n" : "")
        + "  store4(v, out + out_at + r * n, i, n);\n}\n";
  }

  private static String leaf(char kind, int k) {
    return switch (kind) {
      case 'b' -> "load4(ROW(x" + k + ", r), i, n)";
      case 'n' -> "normals(seeds[r], stream" + k + ", block)";
      case 'o' -> "(REAL4) ((REAL) 1)";
      default -> "((kinds >> " + 2 * k + ") & 3) == 0 ? " + leaf('b', k) + " : ((kinds >> " + 2 * k + ") & 3) == 1 ? " + leaf('n', k) + " : "
          + leaf('o', k);
    };
  }
}
