package org.counterflow.cli;

import java.util.function.DoubleUnaryOperator;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeLabel;

/**
 * What diffusers tells its network between two entries of a table: the logarithm of sigma/alpha says where, linear between the entries.
 *
 * @param whole what becomes of the fraction: the identity, {@code Math::rint}, {@code Math::floor}
 */
record RoundedLabel(DoubleUnaryOperator whole) implements TimeLabel {
  @Override
  public double of(Point own, NoiseSchedule table) {
    double lambda = own.lambda();
    int above = 1;
    while (above < table.entries() - 1 && table.at(above).lambda() > lambda) above++;
    double a = table.at(above - 1).lambda(), b = table.at(above).lambda();
    return whole.applyAsDouble(above - 1 + Math.clamp((a - lambda) / (a - b), 0, 1));
  }
}
