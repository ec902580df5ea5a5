package org.counterflow.api.process;

/** See {@link Prediction#edm}. */
record EdmPrediction(double sigmaData, Prediction.Towards towards) implements Prediction {
  EdmPrediction {
    PredictionParts.EDM.checked(PredictionParts.SIGMA_DATA, sigmaData);
  }

  EdmPrediction(double sigmaData) {
    this(sigmaData, PredictionParts.EDM_TOWARDS.byDefault());
  }

  @Override
  public String id() {
    return PredictionParts.EDM.text(this);
  }

  // With n^2 = sigma^2 + d^2 alpha^2 nothing is divided by alpha or sigma alone, so both ends stay finite.
  @Override
  public Affine data(Point p) {
    double n = StrictMath.hypot(p.sigma(), sigmaData * p.alpha());
    return new Affine(sigmaData * sigmaData * p.alpha() / (n * n), sign() * p.sigma() * sigmaData / n);
  }

  @Override
  public Affine noise(Point p) {
    double n = StrictMath.hypot(p.sigma(), sigmaData * p.alpha());
    return new Affine(p.sigma() / (n * n), -sign() * p.alpha() * sigmaData / n);
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
