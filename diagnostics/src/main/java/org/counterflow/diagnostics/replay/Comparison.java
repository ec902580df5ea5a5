package org.counterflow.diagnostics.replay;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.process.Point;
import org.counterflow.diagnostics.recorded.CaseRecipe.Compare;
import org.counterflow.diagnostics.recorded.CaseRecipe;
import org.counterflow.diagnostics.recorded.RecordedCase;

/** What a run gave beside what was recorded. */
final class Comparison {
  private static final double PLACE = 1e-9;
  /** Where steps follow from errors, so do places: rounding in an error moves all that come after it. */
  private static final double ADAPTIVE_PLACE = 1e-6;

  /**
   * A state and where it is.
   *
   * @param x [sample and dimension]
   */
  record State(Point at, double[] x) {}

  private final RecordedCase c;
  private final List<State> states;
  private final List<State> inputs;
  private double worst;
  private String reason = "";

  /**
   * Of a run.
   *
   * @param states after each step, from the start
   * @param inputs of the model, in order
   */
  private Comparison(RecordedCase c, List<State> states, List<State> inputs) {
    this.c = c;
    this.states = states;
    this.inputs = inputs;
  }

  static Outcome of(RecordedCase c, CaseRecipe recipe, List<State> states, List<State> inputs, double evaluations) {
    var all = new Comparison(c, states, inputs);
    all.compareStates(recipe);
    if (evaluations != c.evaluations()) all.differs(evaluations + " evaluations for " + c.evaluations());
    all.comparePlaces(recipe);
    boolean within = all.reason.isEmpty() && all.worst <= c.tolerance();
    String reason = within || !all.reason.isEmpty() ? all.reason : "the states differ";
    return new Outcome(c.id(), within ? Outcome.Verdict.WITHIN : Outcome.Verdict.OUTSIDE, recipe, all.worst, c.tolerance(), reason);
  }

  private void differs(String what) {
    if (reason.isEmpty()) reason = what;
  }

  private void compareStates(CaseRecipe recipe) {
    int count = c.states().length;
    if (c.inputs() || recipe.compare() == Compare.INPUTS) {
      var got = new ArrayList<>(inputs);
      got.add(states.getLast());
      compare(got, all(count));
    } else if (recipe.compare() == Compare.ENDS) {
      compare(List.of(states.getFirst(), states.getLast()), List.of(0, count - 1));
    } else if (!recipe.at().isEmpty()) {
      compare(recipe.at().stream().map(i -> states.get(Math.min(i, states.size() - 1))).toList(), all(count));
    } else if (c.nodes().isEmpty() || states.size() == count) {
      // Where a peer's stages lie on grid nodes, ours are states there too.
      compare(states, all(count));
    } else {
      compare(states, c.nodes());
      List<Integer> others = all(count).stream().filter(i -> !c.nodes().contains(i)).toList();
      // The peers list a state a call, and each call but the last is an evaluation.
      if (inputs.size() != count - 1) differs(inputs.size() + " evaluations for " + (count - 1) + " states before the last");
      else compare(others.stream().map(inputs::get).toList(), others);
    }
  }

  private static List<Integer> all(int count) {
    return java.util.stream.IntStream.range(0, count).boxed().toList();
  }

  private void compare(List<State> got, List<Integer> recorded) {
    if (got.size() != recorded.size()) {
      differs(got.size() + " states for " + recorded.size());
      return;
    }
    for (int k = 0; k < got.size(); k++) {
      double[] expected = c.states()[recorded.get(k)];
      State s = got.get(k);
      if (s.x().length != expected.length) {
        differs("states of " + s.x().length + " numbers for " + expected.length);
        return;
      }
      double scale = scale(s.at());
      for (int i = 0; i < expected.length; i++) {
        double d = Math.abs(s.x()[i] * scale - expected[i]) / Math.max(1, Math.abs(expected[i]));
        // What is not a number is as wrong as can be.
        worst = Math.max(worst, Double.isNaN(d) ? Double.POSITIVE_INFINITY : d);
      }
    }
  }

  /** From our state to the record's. */
  private double scale(Point p) {
    return switch (c.space()) {
      case "ve" -> 1 / p.alpha();
      case "flow" -> 1 / (p.alpha() + p.sigma());
      default -> 1 / Math.hypot(p.alpha(), p.sigma());
    };
  }

  private void comparePlaces(CaseRecipe recipe) {
    if (c.alphas().length != inputs.size()) {
      differs("the network was asked " + inputs.size() + " times for " + c.alphas().length);
      return;
    }
    double least = recipe.solver().contains("adaptive") ? ADAPTIVE_PLACE : PLACE;
    double tolerance = Math.max(least, c.tolerance() <= 1e-8 ? c.tolerance() : 0);
    for (int k = 0; k < inputs.size(); k++) {
      Point p = inputs.get(k).at();
      double got = Math.atan2(p.sigma(), p.alpha()), expected = Math.atan2(c.sigmas()[k], c.alphas()[k]);
      double near = Math.min(expected, Math.PI / 2 - expected);
      if (!(Math.abs(got - expected) <= tolerance * near + 1e-15)) {
        differs("evaluation " + k + " is at sigma/alpha " + p.ratio() + " for " + c.sigmas()[k] / c.alphas()[k]);
        return;
      }
    }
  }
}
