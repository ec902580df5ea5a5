package org.counterflow.api.process;

import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;

/** The declarations of time labels; apart from their classes, which cannot be set up before {@link TimeLabel} is. */
final class LabelParts {
  static final Parameter<Double> SCALE = Parameter.number("scale", 1, 0, 1e9, "factor").above();
  static final Parameter<TimeLabel.From> FROM =
      Parameter.choice("from", TimeLabel.From.DATA, "the end where it is 0 (robotics, speech: noise)");
  static final Parameter<Double> A = Parameter.number("a", 0, -1e9, 1e9, "offset");
  static final Parameter<Double> B = Parameter.number("b", 0.25, -1e9, 1e9, "factor, not 0; EDM's is 1/4");

  static final Part<LevelLabel> STEP = Part.of(LevelLabel.class, "step",
      "the index in the table; in continuous time 999 t (vp), 1000 times the noise level (rectified-flow)", "")
      .with(SCALE, LevelLabel::scale).with(FROM, LevelLabel::from).made(a -> new LevelLabel(true, a.get(SCALE), a.get(FROM)));

  static final Part<LevelLabel> UNIT = Part.of(LevelLabel.class, "unit",
      "0 to 1: index/(entries - 1) of a table, the time of vp, the noise level of rectified-flow", "")
      .with(SCALE, LevelLabel::scale).with(FROM, LevelLabel::from).made(a -> new LevelLabel(false, a.get(SCALE), a.get(FROM)));

  static final Part<RatioLabel> SIGMA = Part.of(RatioLabel.class, "sigma", "sigma/alpha", "").with(SCALE, RatioLabel::scale)
      .made(a -> new RatioLabel(a.get(SCALE)));

  static final Part<LogRatioLabel> LOG_SIGMA = Part.of(LogRatioLabel.class, "log-sigma", "a + b ln(sigma/alpha)", "arXiv:2206.00364")
      .with(A, LogRatioLabel::a).with(B, LogRatioLabel::b).made(a -> new LogRatioLabel(a.get(A), a.get(B)));

  static final List<Part<? extends TimeLabel>> ALL = List.of(STEP, UNIT, SIGMA, LOG_SIGMA);

  private LabelParts() {}
}
