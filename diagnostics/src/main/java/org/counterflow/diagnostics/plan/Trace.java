package org.counterflow.diagnostics.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.counterflow.api.Backends;
import org.counterflow.api.Progress;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Noise;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Sum;
import org.counterflow.api.tensor.Tensor;

/** A score function of a network that returns zeros; it keeps what it was asked. */
final class Trace implements ScoreFunction {
  private final NoiseSchedule schedule;
  private final ScoreFunction zeros;
  private final List<Plan.Step> steps = new ArrayList<>();
  private final List<Plan.Evaluation> evaluations = new ArrayList<>();
  private final Map<Expr, String> normals = new HashMap<>();
  /** What stages are made of, which the driver has computed and named. */
  private final Map<Expr, Map<String, Double>> stages = new HashMap<>();

  Trace(Prediction prediction, NoiseSchedule schedule) {
    this.schedule = schedule;
    zeros = ScoreFunction.of(new Zeros(), prediction, (_, _) -> 0, schedule);
  }

  List<Plan.Step> run(Sampler sampler) {
    try (Backend backend = Backends.installed().open("java", Options.defaults().in(Precision.F64));
        Samples s = sampler.on(backend).watch(this::stepped).microBatch(1).sample(Shape.of(1), Seeds.range(0, 1))) {
      return s.count() == 1 ? List.copyOf(steps) : List.of();
    }
  }

  @Override
  public NoiseSchedule schedule() {
    return schedule;
  }

  @Override
  public Evaluation evaluate(Expr x, Point at, Workspace w) {
    return evaluate(x, at, at, w);
  }

  @Override
  public Evaluation evaluate(Expr x, Point at, Point towards, Workspace w) {
    Map<String, Double> of = terms(x);
    Evaluation e = zeros.evaluate(x, at, towards, w);
    evaluations.add(new Plan.Evaluation(name(e.raw()), at, of));
    if (!(x instanceof Tensor)) stages.put(e.x(), of);
    return e;
  }

  @Override
  public List<ScoreNetwork> networks() {
    return zeros.networks();
  }

  private void stepped(Progress p) {
    if (p.step() == 0) return;
    steps.add(new Plan.Step(p.step(), evaluations, p.state().name(), p.at(), terms(p.plan())));
    evaluations.clear();
  }

  /** Coefficients by the names of tensors; normals are numbered as they come. */
  private Map<String, Double> terms(Expr e) {
    Sum s = Sum.of(e);
    var all = new LinkedHashMap<String, Double>();
    for (int k = 0; k < s.leaves().size(); k++) {
      Expr leaf = s.leaves().get(k);
      double c = s.coefficient(k, 0);
      Map<String, Double> stage = stages.get(leaf);
      if (stage != null) stage.forEach((name, part) -> all.merge(name, c * part, Double::sum));
      else all.merge(name(leaf), c, Double::sum);
    }
    all.values().removeIf(c -> c == 0);
    return Collections.unmodifiableMap(all);
  }

  private String name(Expr leaf) {
    return switch (leaf) {
      case Tensor t -> t.name();
      case Noise _ -> normals.computeIfAbsent(leaf, _ -> "z" + normals.size());
      default -> leaf.toString();
    };
  }

  @Override
  public String toString() {
    return "trace";
  }
}
