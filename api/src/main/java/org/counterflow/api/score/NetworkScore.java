package org.counterflow.api.score;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** See {@link ScoreFunction#of}. */
record NetworkScore(Network network, Prediction prediction, TimeLabel label, NoiseSchedule schedule, @Nullable Guidance guidance)
    implements ScoreFunction {
  @Override
  public ScoreFunction guided(Guidance g) {
    if (guidance != null)
      throw new IllegalStateException("already guided by " + guidance + ": call guided(...) once, on ScoreFunction.of(network, ...)");
    return new NetworkScore(network, prediction, label, schedule, g);
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("prediction", prediction.toString());
    if (network.signature().hasTime()) settings.put("time", label.toString());
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
    List<Conditions> asked = guidance == null ? List.of(w.conditions()) : guidance.ask(w.conditions(), at);
    Tensor state = w.value(x);
    OwnPoint own = OwnPoint.of(schedule, at);
    Expr input = own.state(state).times(prediction.inputScale(own.point()));
    var answers = new ArrayList<Evaluation>(asked.size());
    for (Outputs o : w.call(network, input, label.of(own.point(), schedule), asked))
      answers.add(new Evaluation(at, state, o.raw(), prediction, o.extras()));
    return guidance == null ? answers.getFirst() : guidance.combine(answers, w);
  }
}
