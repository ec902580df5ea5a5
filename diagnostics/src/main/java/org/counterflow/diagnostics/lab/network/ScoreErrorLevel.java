package org.counterflow.diagnostics.lab.network;

import org.counterflow.api.process.Point;
import org.counterflow.diagnostics.samples.Estimated;

/**
 * How wrong a network's data estimate is at one noise level, as far as a data set tells. With L the denoising losses a sample and element, L* that of the
 * exact denoiser D* of the law the data are of, and e^2 the mean square of {@code D - D*} an element, {@code L(network) = L* + e^2} on data that it was
 * not trained on. The exact denoiser of the data set itself loses no more than D* on its own members, and one that does not know a member no less, in the
 * mean over data sets. So
 * <pre>L(network) - L(data without the member) &lt;= e^2 &lt;= L(network) - L(data)</pre>
 * in the mean: close where there is much noise; where there is little, a data set knows each of its members by heart, and the upper bound is the network's
 * whole loss.
 *
 * @param at where
 * @param network its loss
 * @param lower bound of e^2; may be negative, and then says nothing
 * @param upper bound of e^2
 */
record ScoreErrorLevel(Point at, double network, Estimated lower, Estimated upper) {
  /** At most so much, root mean square an element. */
  double most() {
    return Math.sqrt(Math.max(0, upper.value()));
  }

  /** At least so much; 0 unless the bound is two standard errors above it. */
  double least() {
    return lower.value() > 2 * lower.error() ? Math.sqrt(lower.value()) : 0;
  }
}
