package org.counterflow.api.score;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.counterflow.api.process.Affine;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** See {@link ScoreFunction#of}. */
record NetworkScore(ScoreNetwork network, Prediction prediction, TimeLabel label, NoiseSchedule schedule, @Nullable Guidance guidance)
    implements ScoreFunction {
  @Override
  public ScoreFunction guided(Guidance g) {
    if (guidance != null)
      throw new IllegalStateException("already guided by " + guidance + ": call guided(...) once, on ScoreFunction.of(network, ...)");
    return new NetworkScore(network, prediction, label, schedule, g);
  }

  @Override
  public List<ScoreNetwork> networks() {
    return List.of(network);
  }

  @Override
  public Set<String> takes() {
    return guidance == null ? Set.of() : guidance.takes();
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("prediction", prediction.toString());
    if (network.roles().time() != null) settings.put("time", label.toString());
    settings.put("network.schedule", schedule.toString());
    if (guidance != null) settings.put("guidance", guidance.toString());
    return settings;
  }

  @Override
  public boolean movesState() {
    return guidance != null && guidance.movesState();
  }

  @Override
  public Evaluation evaluate(Expr x, Point at, Workspace w) {
    // Without a step to look along, a network with two times says what it says of a moment.
    return evaluate(x, at, at, w);
  }

  @Override
  public Evaluation evaluate(Expr x, Point at, Point towards, Workspace w) {
    return evaluate(List.of(x), List.of(at), List.of(towards), w).getFirst();
  }

  @Override
  public List<Evaluation> evaluate(List<? extends Expr> xs, List<Point> ats, Workspace w) {
    return evaluate(xs, ats, ats, w);
  }

  private List<Evaluation> evaluate(List<? extends Expr> xs, List<Point> ats, List<Point> towards, Workspace w) {
    var asks = new ArrayList<Ask>();
    var states = new ArrayList<Tensor>();
    var counts = new int[xs.size()];
    for (int i = 0; i < counts.length; i++) {
      Point at = ats.get(i);
      List<Conditions> asked = guidance == null ? List.of(w.conditions()) : guidance.ask(w.conditions(), at);
      Tensor state = w.value(xs.get(i));
      OwnPoint own = OwnPoint.of(schedule, at);
      Expr input = own.state(state).times(prediction.inputScale(own.point()));
      double second = network.roles().towards() == null ? Double.NaN : label.of(OwnPoint.of(schedule, towards.get(i)).point());
      for (Conditions c : asked) asks.add(Ask.of(input, label.of(own.point()), c).towards(second));
      states.add(state);
      counts[i] = asked.size();
    }
    List<Outputs> outputs = w.call(network, asks);
    var evaluations = new ArrayList<Evaluation>(counts.length);
    for (int i = 0, k = 0; i < counts.length; i++) {
      var answers = new ArrayList<Evaluation>(counts[i]);
      for (int j = 0; j < counts[i]; j++) answers.add(said(ats.get(i), states.get(i), outputs.get(k++)));
      evaluations.add(guidance == null ? answers.getFirst() : guidance.combine(answers, w));
    }
    return evaluations;
  }

  /** What an output means at a place of the run: where it has the scale of the network's own process, by way of the noise estimate there. */
  private Evaluation said(Point at, Tensor state, Outputs o) {
    OwnPoint own = OwnPoint.of(schedule, at);
    if (prediction.isScaleFree() || own.scale() == 1 && own.point().samePlace(at))
      return new Evaluation(at, state, o.raw(), prediction, o.extras());
    Affine noise = prediction.noise(own.point());
    return new Evaluation(at, state, noise.of(own.state(state), o.raw()), Prediction.EPSILON, o.extras());
  }
}
