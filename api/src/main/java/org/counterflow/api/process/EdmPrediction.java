package org.counterflow.api.process;

/** See {@link Prediction#edm}. */
record EdmPrediction(double sigmaData, Prediction.Towards towards, double sigmaMin) implements Prediction {
  EdmPrediction {
    PredictionParts.EDM.checked(PredictionParts.SIGMA_DATA, sigmaData);
    PredictionParts.EDM.checked(PredictionParts.SIGMA_MIN, sigmaMin);
  }

  EdmPrediction(double sigmaData) {
    this(sigmaData, PredictionParts.EDM_TOWARDS.byDefault(), PredictionParts.SIGMA_MIN.byDefault());
  }

  @Override
  public String id() {
    return PredictionParts.EDM.text(this);
  }

  // With n^2 = sigma^2 + d^2 alpha^2, and the same of what is above sigma-min, nothing is divided by alpha or sigma alone while that is 0,
  // so both ends stay finite.
  @Override
  public Affine data(Point p) {
    double above = p.sigma() - sigmaMin * p.alpha(), n = StrictMath.hypot(p.sigma(), sigmaData * p.alpha()), m = below(p, above, n);
    return new Affine(sigmaData * sigmaData * p.alpha() / (m * m), sign() * above * sigmaData / n);
  }

  @Override
  public Affine noise(Point p) {
    double above = p.sigma() - sigmaMin * p.alpha(), n = StrictMath.hypot(p.sigma(), sigmaData * p.alpha()), m = below(p, above, n);
    double part = sigmaMin == 0 ? 1 : above / p.sigma();
    return new Affine(part * above / (m * m), -sign() * part * p.alpha() * sigmaData / n);
  }

  private double below(Point p, double above, double n) {
    return sigmaMin == 0 ? n : StrictMath.hypot(above, sigmaData * p.alpha());
  }

  private int sign() {
    return towards == Prediction.Towards.DATA ? 1 : -1;
  }

  @Override
  public double inputScale(Point own) {
    return 1 / StrictMath.hypot(own.sigma(), sigmaData * own.alpha());
  }

  @Override
  public String toString() {
    return id();
  }
}
