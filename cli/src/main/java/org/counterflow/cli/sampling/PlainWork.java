package org.counterflow.cli.sampling;

/**
 * How long backend {@code java} computes for a run, and whether that is less than a faster one costs. Both give the same bits.
 *
 * <p>The figures are of processor time, user and system, of whole commands on two cores of AMD Zen 5 with AVX-512. {@code cpu-vector} has its
 * code compiled first, which takes 2 to 4 s of the processor the more of it is used; so it pays where {@code java} computes for
 * more than {@value #WORTH_SECONDS} s. In brackets the estimate:
 *
 * <table>
 * <caption>Seconds of java and of cpu-vector</caption>
 * <tr><th>target<th>samples<th>java<th>cpu-vector
 * <tr><td>two-moons<td>4000 (0.1)<td>1.0<td>2.2
 * <tr><td><td>30 000 (0.8)<td>1.8<td>2.9
 * <tr><td><td>100 000 (2.8)<td>3.8<td>3.4
 * <tr><td><td>300 000 (8.4)<td>9.2<td>4.6
 * <tr><td>gaussian of 100 dimensions<td>100 000 (2.8)<td>3.2<td>5.1
 * <tr><td><td>300 000 (8.4)<td>7.5<td>6.7
 * <tr><td>500 data of 784 elements<td>100 (1.4)<td>2.5<td>3.9
 * <tr><td><td>300 (4.3)<td>4.7<td>3.9
 * <tr><td>network of 784 elements, 10 steps<td>3000 (0.2)<td>20.5<td>21.4
 * </table>
 */
final class PlainWork {
  private static final double WORTH_SECONDS = 2.5;
  /** Nanoseconds for an element in a step: sums, noise. */
  private static final double ELEMENT = 6;
  /** Nanoseconds for a term of an exact score: its weight, and its share of an element. */
  private static final double TERM = 9, TERM_ELEMENT = 0.9;

  private PlainWork() {}

  /**
   * Whether a run is so small that nothing is faster.
   *
   * @param terms that an evaluation adds up; 1 for a network, whose own work is no backend's
   */
  static boolean isAll(long samples, long elements, int steps, int terms) {
    return seconds(samples, elements, steps, terms) < WORTH_SECONDS;
  }

  /** How long it computes, without the start. */
  static double seconds(long samples, long elements, int steps, int terms) {
    return 1e-9 * samples * steps * (ELEMENT * elements + terms * (TERM + TERM_ELEMENT * elements));
  }
}
