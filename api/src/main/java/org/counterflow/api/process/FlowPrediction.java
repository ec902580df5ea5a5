package org.counterflow.api.process;

/** See {@link Prediction#flow}. */
record FlowPrediction(Prediction.Towards towards) implements Prediction {
  FlowPrediction() {
    this(PredictionParts.TOWARDS.byDefault());
  }

  @Override
  public String id() {
    return PredictionParts.FLOW.text(this);
  }

  @Override
  public Affine data(Point p) {
    double n = p.alpha() + p.sigma();
    return new Affine(1 / n, sign() * -p.sigma() / n);
  }

  @Override
  public Affine noise(Point p) {
    double n = p.alpha() + p.sigma();
    return new Affine(1 / n, sign() * p.alpha() / n);
  }

  private int sign() {
    return towards == Towards.NOISE ? 1 : -1;
  }

  @Override
  public String toString() {
    return id();
  }
}
