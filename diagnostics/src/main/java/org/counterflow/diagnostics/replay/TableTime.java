package org.counterflow.diagnostics.replay;

import java.util.function.DoubleUnaryOperator;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeLabel;

/**
 * The whole entry of a table that a scheduler of diffusers tells its network, where the state lies between two: the logarithm of
 * sigma/alpha, linear between entries, says which.
 *
 * @param whole from a time with fractions to an entry
 */
record TableTime(DoubleUnaryOperator whole) implements TimeLabel {
  @Override
  public double of(Point own, NoiseSchedule table) {
    double lambda = own.lambda();
    int low = 0, high = table.entries() - 1;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (table.at(middle).lambda() >= lambda) low = middle;
      else high = middle;
    }
    double a = table.at(low).lambda(), b = table.at(high).lambda();
    return whole.applyAsDouble(low + Math.clamp((a - lambda) / (a - b), 0, 1));
  }
}
