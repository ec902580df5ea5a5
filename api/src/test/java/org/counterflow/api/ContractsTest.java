package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.Guidance;
import org.counterflow.api.score.OutputRule;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Attempts;
import org.counterflow.api.solver.Decision;
import org.counterflow.api.solver.EmbeddedSolver;
import org.counterflow.api.solver.Estimate;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.StepControl;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What parts of others must not do is said where they enter, and by whom it was done. */
@Timeout(30)
class ContractsTest {
  private static final Point BELOW = new Point(0.5, 0.5, -0.5), NOWHERE = new Point(0.5, Double.NaN, 0.5), NOTHING = new Point(0.5, 0, 0);
  private final WatchedBackend backend = new WatchedBackend(Precision.F64);

  @AfterEach
  void nothingIsOpen() {
    assertEquals(0, backend.open.size());
    backend.close();
  }

  /** A part by its name. */
  private record Named(String name, Function<Step, Expr> rule, Traits claims) implements Solver {
    @Override
    public Expr step(Step s) {
      return rule.apply(s);
    }

    @Override
    public Traits traits() {
      return claims;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private record NamedPair(String name, Function<Step, Estimate> rule) implements EmbeddedSolver {
    @Override
    public Estimate stepWithError(Step s) {
      return rule.apply(s);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Solver solver(Function<Step, Expr> rule) {
    return new Named("acme/solver", rule, Traits.of(1));
  }

  private static Solver pair(Function<Step, Estimate> rule) {
    return new Adaptive(new NamedPair("acme/pair", rule), new SmallSolvers.Looking(), 3, 40);
  }

  private static Solver controlled(StepControl control) {
    return new Adaptive(new SmallSolvers.Pair(1e-2), control, 3, 40);
  }

  private record NamedRule(String name, Function<Evaluation, Evaluation> rule) implements OutputRule {
    @Override
    public Evaluation apply(Evaluation e, Workspace w) {
      return rule.apply(e);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private record NamedGuidance(String name, List<Conditions> asked, boolean answers) implements Guidance {
    @Override
    public List<Conditions> ask(Conditions given, Point at) {
      return asked;
    }

    @Override
    public Evaluation combine(List<Evaluation> some, Workspace w) {
      return answers ? some.getFirst() : null;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** A score function of a user's own. */
  private record NamedScore(String name, Function<Evaluation, Evaluation> of, Function<List<Evaluation>, List<Evaluation>> ofAll)
      implements ScoreFunction {
    @Override
    public NoiseSchedule schedule() {
      return Worlds.TURN;
    }

    @Override
    public Evaluation evaluate(Expr x, Point at, Workspace w) {
      return of.apply(Worlds.bumps().evaluate(x, at, w));
    }

    @Override
    public List<Evaluation> evaluate(List<? extends Expr> xs, List<Point> ats, Workspace w) {
      return ofAll.apply(ScoreFunction.super.evaluate(xs, ats, w));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static ScoreFunction score(Function<Evaluation, Evaluation> of) {
    return new NamedScore("acme/score", of, all -> all);
  }

  private static ScoreFunction scores(Function<List<Evaluation>, List<Evaluation>> of) {
    return new NamedScore("acme/score", e -> e, of);
  }

  private static ScoreFunction guided(List<Conditions> asked, boolean answers) {
    return HostNetwork.of(Worlds.PAIR, Precision.F64).epsilon().guided(new NamedGuidance("acme/guidance", asked, answers));
  }

  private Sampler sampler(ScoreFunction f, Solver s) {
    return Zoo.sampler(f, s, Worlds.INSIDE).on(backend);
  }

  private String said(Sampler s) {
    String said = String.valueOf(assertThrows(IllegalStateException.class, () -> s.sample(Worlds.PAIR, Worlds.seeds(3)).close()).getMessage());
    assertEquals(1, said.lines().count());
    return said;
  }

  /** Each broken rule with the words that have to be said. */
  private static Map<String, List<Object>> broken() {
    var all = new LinkedHashMap<String, List<Object>>();
    ScoreFunction bumps = Worlds.bumps();
    Solver ddim = new SmallSolvers.Ddim(), heun = new SmallSolvers.Heun(), adaptive = Zoo.adaptive(new SmallSolvers.Pair(1e-2));
    Solver nothing = solver(s -> null);
    all.put("a step is null", List.of(bumps, nothing, "the solver acme/solver gave null for a step"));
    all.put("traits are null", List.of(bumps, new Named("acme/solver", Step::x, null), "the solver acme/solver gave null for its traits"));
    all.put("an inner step is null", List.of(bumps, wrapping(nothing), "the solver acme/solver gave null for a step"));
    all.put("an inner solver is null", List.of(bumps, wrapping(null), "the solver acme/wrapper runs the solver null"));
    all.put("an estimate is null", List.of(bumps, pair(s -> null), "the solver acme/pair gave null for a step with its error"));
    all.put("an estimate has no state", List.of(bumps, pair(s -> new Estimate(null, 0.5)),
        "the solver acme/pair gave Estimate[x=null, error=0.5] for a step with its error"));
    all.put("an estimate on a fixed grid is null", List.of(bumps, new NamedPair("acme/pair", s -> null),
        "the solver acme/pair gave null for a step with its error"));
    StepControl silent = named("acme/control");
    all.put("a decision is null", List.of(bumps, controlled(silent), "the step control acme/control gave null for a decision"));
    for (Solver s : List.of(ddim, adaptive)) {
      String of = s == ddim ? "" : ", adaptive";
      all.put("a rule gives null" + of, List.of(bumps.with(new NamedRule("acme/rule", e -> null)), s,
          "the rule acme/rule gave null for an evaluation"));
      all.put("a rule before another gives null" + of, List.of(bumps.with(new NamedRule("acme/rule", e -> null)).with(
          new NamedRule("acme/second", e -> e.with(e.raw()))), s, "the rule acme/rule gave null for an evaluation"));
      all.put("a score gives null" + of, List.of(score(e -> null), s, "the score function acme/score gave null for an evaluation"));
      all.put("a ruled score gives null" + of, List.of(score(e -> null).with(new NamedRule("acme/rule", e -> e.with(e.raw()))), s,
          "the score function acme/score gave null for an evaluation"));
      all.put("an evaluation has no output" + of, List.of(score(e -> e.with(null)), s, "the score function acme/score gave Evaluation[point="));
      all.put("an evaluation is at no point" + of, List.of(score(e -> new Evaluation(BELOW, e.x(), e.raw(), e.prediction(), e.extras())), s,
          "the score function acme/score gave Evaluation[point=" + BELOW));
      all.put("guidance asks null" + of, List.of(guided(null, true), s, "the guidance acme/guidance asks under the conditions null"));
      all.put("guidance asks nothing" + of, List.of(guided(List.of(), true), s, "the guidance acme/guidance asks under the conditions []"));
      all.put("guidance asks with null" + of, List.of(guided(Arrays.asList(Conditions.NONE, null), true), s,
          "the guidance acme/guidance asks under the conditions [conditions [], null]"));
      all.put("guidance gives null" + of, List.of(guided(List.of(Conditions.NONE), false), s,
          "the guidance acme/guidance gave null for an evaluation"));
    }
    Solver twice = solver(s -> s.hold(s.evaluate(List.of(s.x(), s.x()), List.of(s.from(), s.from())).getLast().data()));
    all.put("a list of evaluations is null", List.of(scores(l -> null), twice, "the score function acme/score gave null evaluations of 2"));
    all.put("a list of evaluations is short", List.of(scores(l -> l.subList(0, 1)), twice,
        "the score function acme/score gave 1 evaluations of 2"));
    all.put("a list of evaluations has null", List.of(scores(l -> Arrays.asList(l.getFirst(), null)), twice,
        "the score function acme/score gave null for an evaluation"));
    all.put("a list of ruled evaluations is null", List.of(scores(l -> null).with(new NamedRule("acme/rule", e -> e)), twice,
        "the score function acme/score gave null for its evaluations"));
    for (Point p : List.of(BELOW, NOWHERE, NOTHING)) {
      String names = "the solver acme/solver names the point " + p + "; alpha and sigma of a point are at least 0, and not both 0";
      all.put("evaluates at " + p, List.of(bumps, solver(s -> s.evaluate(s.x(), p).data()), names));
      all.put("evaluates some at " + p, List.of(bumps, solver(s -> s.evaluate(List.of(s.x()), List.of(p)).getFirst().data()), names));
      all.put("runs from " + p, List.of(bumps, solver(s -> s.run(heun, p, s.x(), s.to())), names));
      all.put("runs to " + p, List.of(bumps, solver(s -> s.run(heun, s.from(), s.x(), p)), names));
      all.put("draws towards " + p, List.of(bumps, new Named("acme/solver", s -> s.noise(s.from(), p), Traits.of(1).stochastic(1)), names));
    }
    all.put("evaluates null", List.of(bumps, solver(s -> s.evaluate(null, s.to()).data()), "the solver acme/solver asks about the state null"));
    all.put("evaluates at null", List.of(bumps, solver(s -> s.evaluate(s.x(), null).data()), "the solver acme/solver names the point null"));
    String lies = "the solver acme/solver draws noise, and its traits say that it draws none: make them stochastic(order)";
    all.put("draws in silence", List.of(bumps, solver(s -> s.x().plus(s.noise())), lies));
    all.put("draws as an inner one", List.of(bumps, wrapping(solver(s -> s.x().plus(s.noise()))), lies));
    all.put("lets draw in silence", List.of(bumps, solver(s -> s.run(Zoo.drawing(t -> t.x().plus(t.noise())), s.from(), s.x(), s.to())), lies));
    all.put("draws in adaptive silence", List.of(bumps, pair(s -> new Estimate(s.x().plus(s.noise()), 0)),
        lies.replace("acme/solver", "acme/pair")));
    all.put("a schedule goes nowhere", List.of(score(e -> e), adaptive, "the schedule acme/schedule gave the point " + NOWHERE));
    return all;
  }

  private static Solver wrapping(Solver inner) {
    return new Named("acme/wrapper", s -> s.run(inner, s.from(), s.x(), s.to()), Traits.of(1).stochastic(1).wraps(true));
  }

  private static StepControl named(String name) {
    return new StepControl() {
      @Override
      public Decision decide(Attempts a) {
        return null;
      }

      @Override
      public String toString() {
        return name;
      }
    };
  }

  static Stream<String> rules() {
    return broken().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void whoBreaksARuleIsNamed(String rule) {
    List<Object> b = broken().getOrDefault(rule, List.of());
    Sampler s = sampler((ScoreFunction) b.get(0), (Solver) b.get(1));
    if (rule.equals("a schedule goes nowhere"))
      s = s.along(new Lost()).grid(Worlds.Nodes.of(Worlds.TURN.latest(), Worlds.TURN.earliest())).steps(1);
    String said = said(s);
    assertTrue(said.startsWith(b.get(2).toString()), said);
  }

  /** Knows its times, and not where a lambda is. */
  private record Lost() implements NoiseSchedule {
    @Override
    public Point at(double time) {
      return Worlds.TURN.at(time);
    }

    @Override
    public double timeOfLambda(double lambda) {
      return Worlds.TURN.timeOfLambda(lambda);
    }

    @Override
    public Point atLambda(double lambda) {
      return lambda > Worlds.TURN.latest().lambda() + 1 && lambda < Worlds.TURN.earliest().lambda() - 0.1 ? NOWHERE : Worlds.TURN.atLambda(lambda);
    }

    @Override
    public Point earliest() {
      return Worlds.TURN.earliest();
    }

    @Override
    public Point latest() {
      return Worlds.TURN.latest();
    }

    @Override
    public String toString() {
      return "acme/schedule";
    }
  }

  private static TimeGrid grid(Function<List<Point>, List<Point>> change) {
    return new TimeGrid() {
      @Override
      public List<Point> on(NoiseSchedule s, int steps) {
        return change.apply(new ArrayList<>(Worlds.INSIDE.on(s, steps)));
      }

      @Override
      public String toString() {
        return "acme/grid";
      }
    };
  }

  private static List<Point> with(List<Point> all, int i, Point p) {
    all.set(i, p);
    return all;
  }

  /** Sampling, encoding and saying its points alike. */
  @Test
  void aGridGivesWhatItWasAskedForOrIsNamed() {
    Map<String, TimeGrid> grids = new LinkedHashMap<>();
    grids.put("gave null for its points", grid(all -> null));
    grids.put("gave 7 points for 7 steps; it has to give 8", grid(all -> all.subList(0, 7)));
    grids.put("gave 9 points for 7 steps; it has to give 8", grid(all -> {
      all.add(Worlds.TURN.clean());
      return all;
    }));
    grids.put("gave 0 points for 7 steps; it has to give 8", grid(all -> List.of()));
    grids.put("gave the point null", grid(all -> with(all, 3, null)));
    grids.put("gave the point " + BELOW, grid(all -> with(all, 3, BELOW)));
    grids.put("gave the point " + NOWHERE, grid(all -> with(all, 7, NOWHERE)));
    grids.put("gave the point " + NOTHING, grid(all -> with(all, 0, NOTHING)));
    grids.put("does not go from noise to data: node 1", grid(List::reversed));
    grids.put("does not go from noise to data: node 4", grid(all -> with(all, 4, all.get(1))));
    grids.forEach((what, g) -> {
      Sampler s = Zoo.sampler(Worlds.bumps(), new SmallSolvers.Ddim(), g).on(backend);
      assertTrue(said(s).startsWith("the grid acme/grid " + what), () -> said(s));
      var data = Tensor.of(Worlds.PAIR, 1, 2);
      for (Executable e : List.<Executable>of(s::points,
          () -> s.encode(data, Seeds.of(1), Conditions.NONE), () -> s.decode(data, Seeds.of(1), Conditions.NONE)))
        assertEquals(said(s), assertThrows(IllegalStateException.class, e).getMessage());
    });
    assertEquals(0, backend.allocations, "before anything is allocated");
  }

  /** Nothing that a part does wrong ends in a loop: attempts are bounded. */
  @Test
  void aControlThatNeverAcceptsEndsWithTheAttempts() {
    for (double factor : new double[] {1, 1e-9, Double.POSITIVE_INFINITY, 1e300}) {
      String said = said(sampler(Worlds.bumps(), controlled(a -> new Decision(false, factor))));
      assertTrue(said.contains("is not at its end after 40 attempted steps"), said);
    }
  }

  /** As Kotlin and Scala throw them. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException sneaky(Throwable e) throws E {
    throw (E) e;
  }

  private static void assertThrown(IOException mine, Sampler s) {
    for (int lanes : new int[] {1, 5})
      assertSame(mine, assertThrows(IOException.class, () -> s.sample(Worlds.PAIR, Worlds.seeds(lanes)).close()));
    // Thrown in the third of its lanes, the others do not wait for it either.
    Run r = s.start(Worlds.PAIR, Worlds.seeds(3), Conditions.NONE);
    assertSame(mine, assertThrows(IOException.class, () -> {
      while (r.advance()) {
        // Until it is thrown.
      }
    }));
    assertFalse(r.finished() == 3);
    r.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void checkedExceptionsComeOutAsTheyAre(boolean adaptive) {
    var mine = new IOException("the disk is full");
    ScoreFunction bumps = Worlds.bumps();
    Solver good = adaptive ? Zoo.adaptive(new SmallSolvers.Pair(1e-2)) : new SmallSolvers.Heun();
    Solver bad = adaptive ? pair(s -> {
      if (s.index() == 2) throw ContractsTest.<RuntimeException>sneaky(mine);
      return new SmallSolvers.Pair(1e-2).stepWithError(s);
    }) : solver(s -> {
      if (s.index() == 2) throw ContractsTest.<RuntimeException>sneaky(mine);
      return s.hold(s.here().data());
    });
    var calls = new int[1];
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F64).before(call -> {
      if (++calls[0] % 4 == 0) throw ContractsTest.<RuntimeException>sneaky(mine);
    });
    assertThrown(mine, sampler(bumps, bad));
    assertThrown(mine, sampler(bumps.with(new NamedRule("acme/rule", e -> {
      if (e.point().sigma() < 0.7) throw ContractsTest.<RuntimeException>sneaky(mine);
      return e;
    })), good));
    assertThrown(mine, sampler(score(e -> {
      if (e.point().sigma() < 0.7) throw ContractsTest.<RuntimeException>sneaky(mine);
      return e;
    }), good));
    calls[0] = 0;
    assertThrown(mine, sampler(net.epsilon(), good).microBatch(1));
    // A probe of the network, and a watcher at the start of samples.
    calls[0] = 3;
    assertThrown(mine, sampler(net.epsilon(), good).microBatch(16).steps(40));
    for (int step : new int[] {0, 2}) {
      assertThrown(mine, sampler(bumps, good).watch(p -> {
        if (p.step() == step) throw ContractsTest.<RuntimeException>sneaky(mine);
      }));
    }
    if (adaptive) assertThrown(mine, sampler(bumps, controlled(a -> {
      if (!a.accepted().isEmpty()) throw ContractsTest.<RuntimeException>sneaky(mine);
      return new Decision(true, 1);
    })));
  }
}
