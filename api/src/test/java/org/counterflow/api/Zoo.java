package org.counterflow.api;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.Guidance;
import org.counterflow.api.score.OutputRule;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.EmbeddedSolver;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Samplers of every sort: what must hold for all of them is tested over this. */
final class Zoo {
  static final int STEPS = 7;

  private Zoo() {}

  /** Classifier-free guidance, rescaled to the deviation of the conditional output: coefficients that differ by sample. */
  record Rescaled(double weight) implements Guidance {
    @Override
    public List<Conditions> ask(Conditions asked, Point at) {
      return List.of(asked, asked.without(Conditions.CLASS));
    }

    @Override
    public Evaluation combine(List<Evaluation> answers, Workspace w) {
      Expr c = answers.get(0).raw(), u = answers.get(1).raw(), g = u.plus(c.minus(u).times(weight));
      double[] a = w.norm(c), b = w.norm(g), f = new double[a.length];
      for (int i = 0; i < f.length; i++) f[i] = b[i] == 0 ? 1 : a[i] / b[i];
      return answers.get(0).with(w.value(g.times(f)));
    }
  }

  /** Guidance that moves the state, as cfg++ does: the noise put back is the unconditional one. */
  record Moving(double weight) implements Guidance {
    @Override
    public List<Conditions> ask(Conditions asked, Point at) {
      return List.of(asked, asked.without(Conditions.CLASS));
    }

    @Override
    public Evaluation combine(List<Evaluation> answers, Workspace w) {
      Evaluation c = answers.get(0), u = answers.get(1);
      Point p = c.point();
      Expr noise = u.noise().plus(c.noise().minus(u.noise()).times(weight));
      Expr data = c.x().minus(noise.times(p.sigma())).times(1 / p.alpha());
      return Evaluation.ofData(p, data.times(p.alpha()).plus(u.noise().times(p.sigma())), data);
    }

    @Override
    public boolean movesState() {
      return true;
    }
  }

  /** A clip whose bound has a memory. */
  record SlowClip() implements OutputRule {
    @Override
    public Evaluation apply(Evaluation e, Workspace w) {
      Tensor d = w.value(e.data());
      Tensor before = w.carry().get("slow-clip.d");
      Expr mean = before == null ? d : d.times(0.5).plus(before.times(0.5));
      w.carry().put("slow-clip.d", mean);
      double[] bound = w.quantileOfAbs(mean, 0.9);
      for (int i = 0; i < bound.length; i++) bound[i] = Math.max(0.5, bound[i]);
      return Evaluation.ofData(e.point(), e.x(), w.clamp(d, bound));
    }
  }

  static Sampler sampler(ScoreFunction f, Solver s, TimeGrid g) {
    return Sampler.of(f).solver(s).grid(g).steps(STEPS);
  }

  static Adaptive adaptive(EmbeddedSolver pair) {
    return new Adaptive(pair, new SmallSolvers.Looking(), 3, 400);
  }

  /** Every sampler by name, without a backend. Networks are made anew for each call. */
  static Map<String, Sampler> all() {
    var m = new LinkedHashMap<String, Sampler>();
    ScoreFunction bumps = Worlds.bumps(), net = HostNetwork.of(Worlds.PAIR, Precision.F32).epsilon();
    for (Solver s : Arrays.<Solver>asList(new SmallSolvers.Ddim(), new SmallSolvers.Heun(), new SmallSolvers.TwoM(), new SmallSolvers.Pec(),
        new SmallSolvers.TwoDraws(), new SmallSolvers.Momentum(), new SmallSolvers.LastLength(),
        new SmallSolvers.Ancestral(new SmallSolvers.TwoM(), 0.7),
        new SmallSolvers.Ancestral(new SmallSolvers.TwoDraws(), 0.7), new SmallSolvers.Churn(new SmallSolvers.Pec(), 0.2),
        new SmallSolvers.Corrected(new SmallSolvers.TwoM(), new SmallSolvers.Langevin(0.1)))) {
      m.put(s + " on a mixture", sampler(bumps, s, Worlds.BOTH_ENDS));
      m.put(s + " on a network", sampler(net, s, Worlds.TO_CLEAN));
    }
    m.put("brownian", sampler(bumps, new SmallSolvers.TwoDraws(), Worlds.INSIDE).brownianNoise());
    m.put("along another process", sampler(net, new SmallSolvers.TwoM(), Worlds.TO_CLEAN).along(Worlds.EXPLODING));
    m.put("half precision inside", sampler(HostNetwork.of(Worlds.PAIR, Precision.F16).epsilon(), new SmallSolvers.TwoM(), Worlds.TO_CLEAN));
    m.put("guided", sampler(net.guided(new Rescaled(3)), new SmallSolvers.TwoM(), Worlds.TO_CLEAN));
    m.put("moving", sampler(net.guided(new Moving(0.6)), new SmallSolvers.TwoM(), Worlds.TO_CLEAN));
    m.put("moving under churn",
        sampler(net.guided(new Moving(0.6)), new SmallSolvers.Churn(new SmallSolvers.TwoM(), 0.2), Worlds.TO_CLEAN));
    m.put("clipped", sampler(net.with(new SlowClip()), new SmallSolvers.TwoM(), Worlds.TO_CLEAN));
    m.put("adaptive on a mixture", sampler(bumps, adaptive(new SmallSolvers.Pair(1e-2)), Worlds.INSIDE));
    m.put("adaptive on a network", sampler(net, adaptive(new SmallSolvers.Pair(1e-2)), Worlds.INSIDE));
    m.put("adaptive, same as last", sampler(net, adaptive(new SmallSolvers.SameAsLast(1e-2)), Worlds.INSIDE));
    m.put("adaptive, noisy", sampler(net, adaptive(new SmallSolvers.NoisyPair(3e-2)), Worlds.INSIDE));
    m.put("adaptive, guided", sampler(net.guided(new Rescaled(3)), adaptive(new SmallSolvers.Pair(1e-2)), Worlds.INSIDE));
    m.put("adaptive, moving", sampler(net.guided(new Moving(0.6)), adaptive(new SmallSolvers.Pair(1e-2)), Worlds.INSIDE));
    m.put("adaptive, clipped", sampler(net.with(new SlowClip()), adaptive(new SmallSolvers.Pair(1e-2)), Worlds.INSIDE));
    return m;
  }

  /** Classes 0, 1, 2, 0, ... one a sample. */
  static Conditions classes(int n) {
    var c = new long[n];
    for (int i = 0; i < n; i++) c[i] = i % 3;
    return Conditions.classes(c);
  }

  static Conditions row(Conditions c, int i) {
    return Conditions.classes((long) c.get(Conditions.CLASS).toDoubles()[i]);
  }

  /** A rule that keeps the data estimate where the condition {@code mask} is 1. */
  static ScoreFunction masked(ScoreFunction f) {
    return f.with(new OutputRule() {
      @Override
      public Evaluation apply(Evaluation e, Workspace w) {
        return Evaluation.ofData(e.point(), e.x(), w.multiply(w.given("mask"), e.data()));
      }

      @Override
      public Set<String> takes() {
        return Set.of("mask");
      }
    });
  }

  /** Conditions, where the sampler of a name asks a network that takes them. */
  static Conditions given(String name, Conditions c) {
    return name.contains("mixture") || name.equals("brownian") ? Conditions.NONE : c;
  }

  /** The same score function, whose conditions may have another name too: what a test tells its solver. */
  static ScoreFunction told(ScoreFunction f, String name) {
    return f.with(new OutputRule() {
      @Override
      public Evaluation apply(Evaluation e, Workspace w) {
        return e;
      }

      @Override
      public Set<String> takes() {
        return Set.of(name);
      }
    });
  }

  /** The same solver, which says that it draws noise. */
  static Solver drawing(Solver s) {
    return new Solver() {
      @Override
      public Expr step(Step t) {
        return s.step(t);
      }

      @Override
      public Traits traits() {
        return Traits.of(1).stochastic(1);
      }
    };
  }

  /** Told of a step after it has counted. */
  interface Stepped {
    void stepped(int index, Point from, Point to, Expr plan, Tensor x, @Nullable Evaluation kept);
  }

  /** A watcher that looks at steps alone, not at the start. */
  static Watcher each(Stepped s) {
    return p -> {
      if (p.step() > 0) s.stepped(p.step() - 1, p.from(), p.at(), p.plan(), p.state(), p.evaluation());
    };
  }

  static double[] values(Run r) {
    try (Samples s = r.finish()) {
      return s.toDoubles();
    }
  }

  static double[] rows(double[] all, int elements, int... which) {
    var some = new double[which.length * elements];
    for (int i = 0; i < which.length; i++) System.arraycopy(all, which[i] * elements, some, i * elements, elements);
    return some;
  }

  static Shape shape(Sampler s) {
    return Worlds.PAIR;
  }
}
