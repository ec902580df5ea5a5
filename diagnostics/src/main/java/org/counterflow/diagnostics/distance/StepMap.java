package org.counterflow.diagnostics.distance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.counterflow.api.process.Point;
import org.counterflow.diagnostics.plan.Plan;

/**
 * A step of a solver without memory as a function of its state and its normals, made of a plan: <pre>x' = m(x + before z_0, z) + after z_1</pre>
 * where z_0 moves the state before anything is evaluated, z enters evaluations otherwise, and z_1 is added when all is evaluated. Each
 * normal of the step is one of these.
 */
final class StepMap {
  /** A sum over the state, the normals between and the evaluations so far. */
  private record Row(double state, double[] normals, double[] evaluations) {
    double at(double x, double[] z, double[] e) {
      double sum = state * x;
      for (int i = 0; i < normals.length; i++) sum += normals[i] * z[i];
      for (int i = 0; i < evaluations.length; i++) sum += evaluations[i] * e[i];
      return sum;
    }
  }

  private final double before;
  private final double after;
  private final int between;
  private final List<Row> stages = new ArrayList<>();
  private final List<DoubleUnaryOperator> estimates = new ArrayList<>();
  private final List<Point> places = new ArrayList<>();
  private final Row end;

  private StepMap(Plan.Step step, List<Plan.Evaluation> evaluations, String state, DataEstimate estimate) {
    var kept = new ArrayList<String>();
    double first = 0, last = 0;
    for (String z : normals(step, evaluations)) {
      double ratio = ratioToState(z, state, step, evaluations);
      if (evaluations.stream().noneMatch(e -> e.of().containsKey(z))) last = Math.hypot(last, step.state().getOrDefault(z, 0.0));
      else if (!Double.isNaN(ratio)) first = Math.hypot(first, ratio);
      else kept.add(z);
    }
    before = first;
    after = last;
    between = kept.size();
    var names = new ArrayList<String>();
    for (Plan.Evaluation e : evaluations) {
      stages.add(row(e.of(), state, kept, names));
      estimates.add(estimate.at(e.at()));
      places.add(e.at());
      names.add(e.name());
    }
    end = row(step.state(), state, kept, names);
  }

  private static Row row(Map<String, Double> terms, String state, List<String> normals, List<String> evaluations) {
    return new Row(terms.getOrDefault(state, 0.0), normals.stream().mapToDouble(z -> terms.getOrDefault(z, 0.0)).toArray(),
        evaluations.stream().mapToDouble(e -> terms.getOrDefault(e, 0.0)).toArray());
  }

  private static Set<String> normals(Plan.Step step, List<Plan.Evaluation> evaluations) {
    var all = new HashSet<>(step.state().keySet());
    for (Plan.Evaluation e : evaluations) all.addAll(e.of().keySet());
    all.removeIf(name -> !name.startsWith("z"));
    return all;
  }

  /** The r with which a normal stands beside the state everywhere as {@code x + r z}, or NaN. */
  private static double ratioToState(String z, String state, Plan.Step step, List<Plan.Evaluation> evaluations) {
    var places = new ArrayList<Map<String, Double>>();
    for (Plan.Evaluation e : evaluations) places.add(e.of());
    places.add(step.state());
    double ratio = Double.NaN;
    for (Map<String, Double> terms : places) {
      double x = terms.getOrDefault(state, 0.0), c = terms.getOrDefault(z, 0.0);
      if (x == 0 && c == 0) continue;
      if (Double.isNaN(ratio)) ratio = c / x;
      if (!(Math.abs(c - ratio * x) <= 1e-12 * Math.abs(ratio * x))) return Double.NaN;
    }
    return ratio;
  }

  /**
   * The steps of a plan.
   *
   * @param estimate what its evaluations say
   * @throws IllegalArgumentException if a step needs more than its state, its normals and its own evaluations
   */
  static List<StepMap> of(Plan plan, DataEstimate estimate) {
    var maps = new ArrayList<StepMap>();
    Map<String, Plan.Evaluation> handedOn = new HashMap<>();
    for (Plan.Step step : plan.steps()) {
      String state = "x" + (step.number() - 1);
      var evaluations = new ArrayList<Plan.Evaluation>();
      var known = new HashSet<String>();
      for (Plan.Evaluation e : step.evaluations()) take(plan, e, e.of(), state, handedOn, known, evaluations);
      require(plan, step.state(), state, handedOn, known, evaluations);
      maps.add(new StepMap(step, evaluations, state, estimate));
      handedOn.clear();
      for (Plan.Evaluation e : step.evaluations())
        if (sameTerms(e.of(), step.state())) handedOn.put(e.name(), new Plan.Evaluation(e.name(), e.at(), Map.of(step.name(), 1.0)));
    }
    return maps;
  }

  private static void take(Plan plan, Plan.Evaluation e, Map<String, Double> of, String state, Map<String, Plan.Evaluation> handedOn,
      Set<String> known, List<Plan.Evaluation> evaluations) {
    require(plan, of, state, handedOn, known, evaluations);
    if (known.add(e.name())) evaluations.add(e);
  }

  /** All names are known here; an evaluation of this very state, made by the step before, becomes one of this step. */
  private static void require(Plan plan, Map<String, Double> terms, String state, Map<String, Plan.Evaluation> handedOn, Set<String> known,
      List<Plan.Evaluation> evaluations) {
    for (String name : terms.keySet()) {
      if (name.equals(state) || name.startsWith("z") || known.contains(name)) continue;
      Plan.Evaluation given = handedOn.get(name);
      if (given != null) {
        known.add(name);
        evaluations.addFirst(given);
        continue;
      }
      if (name.matches("[xF][0-9.]+"))
        throw new IllegalArgumentException(plan.solver() + " remembers earlier steps, so that the density of its state alone does not determine the next");
      throw new IllegalArgumentException(plan.solver() + " computes a value inside its step (" + name
          + ", such as an inner solver's start), whose terms a plan does not show");
    }
  }

  private static boolean sameTerms(Map<String, Double> a, Map<String, Double> b) {
    if (!a.keySet().equals(b.keySet())) return false;
    for (Map.Entry<String, Double> e : a.entrySet())
      if (Math.abs(e.getValue() - b.getOrDefault(e.getKey(), 0.0)) > 1e-13 * Math.abs(e.getValue())) return false;
    return true;
  }

  /** The standard deviation that the state is moved by before anything else. */
  double before() {
    return before;
  }

  /** The standard deviation that is added at the end. */
  double after() {
    return after;
  }

  /** How many normals enter evaluations otherwise. */
  int between() {
    return between;
  }

  /** The map m. */
  double at(double x, double[] z) {
    var e = new double[stages.size()];
    for (int i = 0; i < e.length; i++) e[i] = estimates.get(i).applyAsDouble(stages.get(i).at(x, z, e));
    return end.at(x, z, e);
  }

  /** The map m in the plane, without normals between: what its evaluations say is given, in the order of {@link #places}. */
  double[] at(double[] x, List<PlaneEstimate.Field> fields) {
    var none = new double[between];
    var e = new double[2][stages.size()];
    double[] state = new double[2], data = new double[2];
    for (int i = 0; i < fields.size(); i++) {
      for (int c = 0; c < 2; c++) state[c] = stages.get(i).at(x[c], none, e[c]);
      fields.get(i).data(state, data);
      for (int c = 0; c < 2; c++) e[c][i] = data[c];
    }
    return new double[] {end.at(x[0], none, e[0]), end.at(x[1], none, e[1])};
  }

  /** Where its evaluations are, in order. */
  List<Point> places() {
    return places;
  }

  /** How often the score function is asked. */
  int evaluations() {
    return stages.size();
  }
}
