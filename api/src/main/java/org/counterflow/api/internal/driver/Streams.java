package org.counterflow.api.internal.driver;

/** Noise stream ids: purpose in the upper 8 bits, then by purpose. Equal ids are equal noise, so the layout is part of every recipe. */
final class Streams {
  /** The noise a run starts from. */
  static final long START = 0;
  private static final long STEP = 1L << 56;
  private static final long BROWNIAN = 2L << 56;
  private static final int MOST_SCOPES = 256;
  private static final int MOST_STEPS = 1 << 24;
  private static final int MOST_PATHS = 1 << 16;

  private Streams() {}

  /** Draw {@code draw} of scope {@code scope} (0 is the step itself, k its k-th inner run) in an accepted step. */
  static long step(int scope, int step, int draw) {
    check(scope);
    if (step >= MOST_STEPS || draw >= MOST_STEPS)
      throw new IllegalStateException("step " + step + ", draw " + draw + ": a run has noise for " + MOST_STEPS + " steps and draws");
    return STEP | (long) scope << 48 | (long) step << 24 | draw;
  }

  /** Node {@code heap} (32 bits) of the dyadic tree of path {@code number} (16 bits) of a scope, root 1; node 0 is the path's end. */
  static long node(int scope, int number, long heap) {
    check(scope);
    if (number >= MOST_PATHS)
      throw new IllegalStateException("more than " + MOST_PATHS + " draws on one interval have no path of their own");
    return BROWNIAN | (long) scope << 48 | (long) number << 32 | heap;
  }

  private static void check(int scope) {
    if (scope >= MOST_SCOPES) throw new IllegalStateException("more than " + MOST_SCOPES + " inner runs in one step have no noise of their own");
  }
}
