package org.counterflow.diagnostics.learning;

/**
 * How the noise is averaged over when a score is fitted: what is fitted is the mean over samples and noise of the squared error.
 *
 * @param draws of noise for each sample; 0 for none, where the noise is integrated out
 * @param targetClosed whether the target's part of the normal equations is integrated out, and only the bumps' is drawn
 */
public record Averaging(int draws, boolean targetClosed) {
  /** All of it integrated out, by quadrature: on a line. */
  public static final Averaging EXACT = new Averaging(0, true);

  /** Checks the number. */
  public Averaging {
    if (draws < 0) throw new IllegalArgumentException("draws of noise must be at least 1, or 0 to integrate it out, was " + draws);
    if (draws == 0 && !targetClosed) throw new IllegalArgumentException("without a draw of noise the target cannot be drawn either");
  }

  /** Plain draws for all of it, as networks are trained. */
  public static Averaging drawn(int draws) {
    return new Averaging(Math.max(1, draws), false);
  }

  /** The target's part in closed form, the rest drawn: in any dimension. */
  public static Averaging closed(int draws) {
    return new Averaging(Math.max(1, draws), true);
  }
}
