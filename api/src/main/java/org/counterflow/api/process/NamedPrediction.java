package org.counterflow.api.process;

import java.util.function.Function;

/** A prediction by its two maps; equal to another of the same id. */
final class NamedPrediction implements Prediction {
  private final String id;
  private final Function<Point, Affine> data;
  private final Function<Point, Affine> noise;
  private final boolean scaleFree;

  NamedPrediction(String id, Function<Point, Affine> data, Function<Point, Affine> noise, boolean scaleFree) {
    this.id = id;
    this.data = data;
    this.noise = noise;
    this.scaleFree = scaleFree;
  }

  @Override
  public boolean isScaleFree() {
    return scaleFree;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Affine data(Point p) {
    return checked("data", data.apply(p), p);
  }

  @Override
  public Affine noise(Point p) {
    return checked("noise", noise.apply(p), p);
  }

  private Affine checked(String what, Affine a, Point p) {
    if (Double.isFinite(a.ofX()) && Double.isFinite(a.ofOutput())) return a;
    throw new IllegalArgumentException("prediction " + id + " cannot give a " + what + " estimate at alpha = " + p.alpha() + ", sigma = "
        + p.sigma() + "; use velocity, or a schedule or grid that stays off that end");
  }

  @Override
  public String toString() {
    return id;
  }
}
