package org.counterflow.backend.opencl.internal;

/**
 * The kernel of a linear combination, for one shape of the sum: a letter a term, {@code b} for a buffer, {@code n} for noise, {@code o} for
 * the constant 1, upper case where it has a coefficient a row; after them {@code -} where some rows drop some terms.
 *
 * <p>A work item computes four elements of one row, which are one block of the noise. The chain begins with -0: {@code fma(c, x, -0)} is
 * {@code c x} whatever the signs of zeros, so that a row which drops its first terms needs no other code.
 */
final class SumSource {
  /** Terms of one kernel; longer sums are continued. */
  static final int MOST_TERMS = 8;
  /** Of the kernel. */
  static final String NAME = "sum";

  private SumSource() {}

  static String of(String shape) {
    String terms = shape.replace("-", "");
    boolean masked = shape.endsWith("-");
    boolean noise = terms.chars().anyMatch(c -> Character.toLowerCase(c) == 'n');
    var s = new StringBuilder(noise ? Sources.of("noise") : Sources.of());
    s.append("\nKERNEL ").append(NAME).append("(__global REAL *out, ulong out_at, ulong n, ulong blocks, ulong rows");
    if (masked) s.append(", __global const uint *kept");
    if (noise) s.append(", __global const ulong *seeds");
    for (int k = 0; k < terms.length(); k++) {
      char kind = terms.charAt(k);
      s.append(Character.isUpperCase(kind) ? ", __global const REAL *c" : ", REAL c").append(k);
      switch (Character.toLowerCase(kind)) {
        case 'b' -> s.append(", ROWS(x").append(k).append(')');
        case 'n' -> s.append(", ulong stream").append(k);
        default -> {}
      }
    }
    s.append(") {\n  ulong g = get_global_id(0), r = over(g, blocks), block = g - r * blocks, i = 4 * block;\n  if (r >= rows) return;\n");
    s.append("  REAL4 v = (REAL4) (").append(terms.isEmpty() ? "(REAL) 0" : "-(REAL) 0").append(");\n");
    if (masked) s.append("  uint terms = kept[r];\n");
    for (int k = 0; k < terms.length(); k++) {
      char kind = terms.charAt(k);
      s.append("  ");
      if (masked) s.append("if (terms & ").append(1 << k).append("u) ");
      s.append("v = fma((REAL4) (c").append(k).append(Character.isUpperCase(kind) ? "[r]" : "").append("), ");
      s.append(switch (Character.toLowerCase(kind)) {
        case 'b' -> "load4(ROW(x" + k + ", r), i, n)";
        case 'n' -> "normals(seeds[r], stream" + k + ", block)";
        default -> "(REAL4) ((REAL) 1)";
      }).append(", v);\n");
    }
    if (masked) s.append("  if (terms == 0) v = (REAL4) ((REAL) 0);\n");
    return s.append("  store4(v, out + out_at + r * n, i, n);\n}\n").toString();
  }
}
