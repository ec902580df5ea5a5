package org.counterflow.api.process;

import java.util.function.Function;
import org.counterflow.api.part.Part;

/** A prediction by its two maps. */
final class NamedPrediction implements Prediction {
  private final Part<Prediction> part;
  private final Function<Point, Affine> data;
  private final Function<Point, Affine> noise;
  private final boolean scaleFree;

  NamedPrediction(String id, String summary, String paper, Function<Point, Affine> data, Function<Point, Affine> noise, boolean scaleFree) {
    part = Part.of(Prediction.class, id, summary, paper).made(a -> this);
    this.data = data;
    this.noise = noise;
    this.scaleFree = scaleFree;
  }

  @Override
  public boolean isScaleFree() {
    return scaleFree;
  }

  static Part<Prediction> part(Prediction p) {
    return ((NamedPrediction) p).part;
  }

  @Override
  public String id() {
    return part.id();
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
    throw new IllegalArgumentException("prediction " + id() + " cannot give a " + what + " estimate at alpha = " + p.alpha() + ", sigma = "
        + p.sigma() + "; use velocity, or a schedule or grid that stays off that end");
  }

  @Override
  public String toString() {
    return id();
  }
}
