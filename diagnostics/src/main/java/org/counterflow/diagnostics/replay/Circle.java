package org.counterflow.diagnostics.replay;

import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;

/** The process {@code alpha = cos t, sigma = sin t}: any place of any process has its angle, which is all that the network needs. */
record Circle() implements NoiseSchedule {
  @Override
  public Point at(double time) {
    return new Point(time, Math.cos(time), Math.sin(time));
  }

  @Override
  public double timeOfLambda(double lambda) {
    return Math.atan(Math.exp(-lambda));
  }

  @Override
  public Point earliest() {
    return at(1e-9);
  }

  @Override
  public Point latest() {
    return at(Math.PI / 2);
  }
}
