package org.counterflow.solvers.guidance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Guidance;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;
import org.counterflow.solvers.Guidances;
import org.counterflow.solvers.Parts;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.rule.NoiseScale;
import org.counterflow.solvers.support.Plain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each guidance against its formula, sample by sample, for two predictions. */
class GuidanceFormulasTest {
  private static final Shape SHAPE = Shape.of(3);
  private static final double[] X = {1, -2, 0.5, 0.25, 3, -1};
  private static final double[] EXTRA = {0.3, -0.7};
  private static final Point AT = new Point(0.5, 0.6, 0.8);
  private static final Point TO = new Point(0.4, 0.8, 0.6);

  /** Gives (k + 1) x + k e_1 + extra (1, 2, 3) for class k, times a factor. */
  private record Linear(double factor) implements Network {
    @Override
    public Ports ports() {
      return new Ports(List.of(Port.of("sample", ElementType.DOUBLE, "batch", 3), Port.of("timestep", ElementType.DOUBLE, "batch"),
          Port.of("class_labels", ElementType.INT64, "batch"), Port.of("extra", ElementType.DOUBLE, "batch", 1)),
          List.of(Port.of("out_sample", ElementType.DOUBLE, "batch", 3)));
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("counterflow.micro-batch", "2", "counterflow.null-class", "0", "counterflow.input.extra", "0");
    }

    @Override
    public void evaluate(Call call) {
      double[] x = call.inputs().get("sample").toDoubles(), k = call.inputs().get("class_labels").toDoubles();
      double[] extra = call.inputs().get("extra").toDoubles();
      try (Hold out = call.outputs().get("out_sample").hold(Memory.HOST, Access.WRITE)) {
        for (int i = 0; i < x.length; i++) out.segment().setAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, i,
            factor * said(x[i], i, k[i / 3], extra[i / 3]));
      }
    }

    static double said(double x, int i, double k, double extra) {
      return (k + 1) * x + (i % 3 == 0 ? k : 0) + extra * (i % 3 + 1);
    }

    @Override
    public void close() {}
  }

  static List<Prediction> predictions() {
    return List.of(Prediction.EPSILON, Prediction.VELOCITY);
  }

  private static ScoreFunction score(Prediction p, double factor) {
    return ScoreFunction.of(new Linear(factor), p, TimeLabel.UNIT, Schedules.vp());
  }

  /** What a solver sees. */
  private record Seen(double[] x, double[] data, double[] noise) {}

  private static List<Seen> seen(ScoreFunction score, int evaluations) {
    var all = new ArrayList<Seen>();
    Solver probe = new Solver() {
      @Override
      public Traits traits() {
        return Traits.of(1);
      }

      @Override
      public Expr step(Step s) {
        for (int k = 0; k < evaluations; k++) {
          var e = k == 0 ? s.here() : s.evaluate(s.x(), s.from());
          all.add(new Seen(s.value(e.x()).toDoubles(), s.value(e.data()).toDoubles(), s.value(e.noise()).toDoubles()));
        }
        return s.x();
      }
    };
    Conditions given = Conditions.classes(1, 2).with("extra", Value.of(Shape.of(2, 1), EXTRA));
    try (Backend b = Plain.f64()) {
      Sampler.of(score).on(b).solver(probe).grid((n, k) -> List.of(AT, TO)).steps(1).decode(Value.of(SHAPE.batch(2), X), Seeds.range(0, 2), given)
          .close();
    }
    return all;
  }

  /** The raw output under some conditions. */
  private static double[] raw(Prediction p, boolean byClass, boolean byExtra) {
    // The network's own process is the run's, whose place has the same lambda: states are equal there.
    var r = new double[6];
    for (int i = 0; i < 6; i++) r[i] = Linear.said(X[i], i, byClass ? 1 + i / 3 : 0, byExtra ? EXTRA[i / 3] : 0);
    return r;
  }

  private static double[] data(Prediction p, double[] raw) {
    return each(X, raw, p.data(AT).ofX(), p.data(AT).ofOutput());
  }

  private static double[] noise(Prediction p, double[] raw) {
    return each(X, raw, p.noise(AT).ofX(), p.noise(AT).ofOutput());
  }

  private static double[] each(double[] a, double[] b, double ofA, double ofB) {
    var c = new double[a.length];
    for (int i = 0; i < c.length; i++) c[i] = ofA * a[i] + ofB * b[i];
    return c;
  }

  private static double dot(double[] a, double[] b, int row) {
    double sum = 0;
    for (int i = 3 * row; i < 3 * row + 3; i++) sum += a[i] * b[i];
    return sum;
  }

  private static void near(double[] expected, double[] got) {
    assertArrayEquals(expected, got, 1e-12);
  }

  @ParameterizedTest
  @MethodSource("predictions")
  void projected(Prediction p) {
    double[] c = data(p, raw(p, true, true)), u = data(p, raw(p, false, true)), d = each(c, u, 1, -1), expected = c.clone(), again = c.clone();
    for (int row = 0; row < 2; row++) {
      double scale = Math.min(1, 2 / Math.sqrt(dot(d, d, row))), along = dot(d, c, row) / dot(c, c, row);
      // At the second evaluation the difference has half of the first subtracted.
      double later = Math.min(1, 2 / Math.sqrt(0.25 * dot(d, d, row)));
      for (int i = 3 * row; i < 3 * row + 3; i++) {
        expected[i] += 3 * scale * (d[i] - 0.75 * along * c[i]);
        again[i] += 3 * later * 0.5 * (d[i] - 0.75 * along * c[i]);
      }
    }
    List<Seen> got = seen(score(p, 1).guided(new Apg(4, 0.25, 2, -0.5, "class")), 2);
    near(expected, got.get(0).data);
    near(again, got.get(1).data);
    near(X, got.get(0).x);
    near(data(p, raw(p, true, true)), seen(score(p, 1).guided(new Apg(1)), 1).getFirst().data);
    near(seen(score(p, 1).guided(new ClassifierFree(4)), 1).getFirst().data,
        seen(score(p, 1).guided(new Apg(4, 1, Double.POSITIVE_INFINITY, 0, "class")), 1).getFirst().data);
  }

  @ParameterizedTest
  @MethodSource("predictions")
  void plusPlusKeepsTheUnconditionalNoise(Prediction p) {
    double[] c = raw(p, true, true), u = raw(p, false, true);
    Seen s = seen(score(p, 1).guided(Guidances.plusPlus(0.6)), 1).getFirst();
    double[] guided = each(data(p, u), data(p, c), 0.4, 0.6);
    near(guided, s.data);
    near(noise(p, u), s.noise);
    near(each(guided, noise(p, u), AT.alpha(), AT.sigma()), s.x);
  }

  @ParameterizedTest
  @MethodSource("predictions")
  void zeroStarScalesTheUnconditionalOutput(Prediction p) {
    double[] c = raw(p, true, true), u = raw(p, false, true), expected = new double[6];
    for (int row = 0; row < 2; row++) {
      double s = dot(c, u, row) / dot(u, u, row);
      for (int i = 3 * row; i < 3 * row + 3; i++) expected[i] = s * u[i] + 3 * (c[i] - s * u[i]);
    }
    near(data(p, expected), seen(score(p, 1).guided(new CfgZero(3)), 1).getFirst().data);
    near(data(p, new double[6]), seen(score(p, 1).guided(new CfgZero(3, AT.ratio(), "class")), 1).getFirst().data);
  }

  @ParameterizedTest
  @MethodSource("predictions")
  void tangentialDampingProjectsOnTheFirstSingularVector(Prediction p) {
    double[] c = noise(p, raw(p, true, true)), u = noise(p, raw(p, false, true)), expected = new double[6];
    for (int row = 0; row < 2; row++) {
      // Power iteration on u u' + c c'.
      double[] v = {1, 1, 1};
      for (int k = 0; k < 2000; k++) {
        double[] next = new double[3];
        double vu = 0, vc = 0, norm = 0;
        for (int i = 0; i < 3; i++) {
          vu += v[i] * u[3 * row + i];
          vc += v[i] * c[3 * row + i];
        }
        for (int i = 0; i < 3; i++) {
          next[i] = vu * u[3 * row + i] + vc * c[3 * row + i];
          norm += next[i] * next[i];
        }
        for (int i = 0; i < 3; i++) v[i] = next[i] / Math.sqrt(norm);
      }
      double along = 0;
      for (int i = 0; i < 3; i++) along += v[i] * u[3 * row + i];
      for (int i = 0; i < 3; i++) expected[3 * row + i] = along * v[i] + 3 * (c[3 * row + i] - along * v[i]);
    }
    assertArrayEquals(expected, seen(score(p, 1).guided(new Tangential(3)), 1).getFirst().noise, 1e-9);
  }

  @ParameterizedTest
  @MethodSource("predictions")
  void twoConditionsHaveAWeightEach(Prediction p) {
    double[] both = raw(p, true, true), second = raw(p, false, true), none = raw(p, false, false), expected = new double[6];
    for (int i = 0; i < 6; i++) expected[i] = none[i] + 1.5 * (second[i] - none[i]) + 4 * (both[i] - second[i]);
    near(data(p, expected), seen(score(p, 1).guided(new TwoConditions(4, 1.5, "class", "extra")), 1).getFirst().data);
    assertThrows(IllegalArgumentException.class, () -> new TwoConditions(4, 1.5, "class", "extra/class"));
  }

  @ParameterizedTest
  @MethodSource("predictions")
  void autoguidanceGoesAwayFromAWorseNetwork(Prediction p) {
    double[] main = raw(p, true, true), bad = each(main, main, 0.5, 0), expected = each(bad, main, 1 - 2.5, 2.5);
    near(data(p, expected), seen(Guidances.auto(score(p, 1), score(p, 0.5), 2.5), 1).getFirst().data);
    // Of another prediction the data estimates are compared.
    ScoreFunction other = score(p.equals(Prediction.EPSILON) ? Prediction.VELOCITY : Prediction.EPSILON, 1);
    Prediction q = p.equals(Prediction.EPSILON) ? Prediction.VELOCITY : Prediction.EPSILON;
    near(each(data(p, main), data(q, main), 2.5, -1.5), seen(Guidances.auto(score(p, 1), other, 2.5), 1).getFirst().data);
    try (Backend b = Plain.f64(); Samples s = Sampler.of(Guidances.auto(score(p, 1), score(p, 0.5), 2.5)).on(b).solver(Solvers.heun()).steps(3)
        .sample(Seeds.range(0, 3), Conditions.classes(1))) {
      assertEquals("2.5", s.recipe().find("autoguidance"));
      assertEquals(2 * 3 * 5, s.report().networkRows());
    }
  }

  @ParameterizedTest
  @MethodSource("predictions")
  void epsilonIsScaled(Prediction p) {
    double[] e = noise(p, raw(p, true, true));
    Seen s = seen(score(p, 1).with(new NoiseScale(1.25)), 1).getFirst();
    near(each(e, e, 0.8, 0), s.noise);
    near(each(X, e, 1 / AT.alpha(), -0.8 * AT.sigma() / AT.alpha()), s.data);
  }

  static List<Guidance> all() {
    return List.of(new Apg(3, 0.5, 5, -0.5, "class"), new CfgPlusPlus(0.6), new CfgZero(3), new Tangential(3), new TwoConditions(2, 3, "class", "extra"));
  }

  @ParameterizedTest
  @MethodSource("all")
  void runsToCleanDataWithSolversOfEachKind(Guidance g) {
    for (Solver solver : List.of(Solvers.ddim(), Solvers.heun(), Solvers.uniPC(3), Solvers.eulerAncestral())) {
      try (Backend b = Plain.f64(); Samples s = Sampler.of(score(Prediction.EPSILON, 0.2).guided(g)).on(b).solver(solver).steps(5)
          .sample(Seeds.range(0, 3), Conditions.classes(1, 2, 1).with("extra", Value.of(Shape.of(1, 1), 0.5)))) {
        for (double v : s.toDoubles()) assertTrue(Double.isFinite(v), solver + " " + g);
      }
    }
  }

  /** Halfway in log(sigma/alpha) between 1 and 0.25 of the weight: {@code w = 1 + 0.625 (weight - 1)}. */
  @ParameterizedTest
  @MethodSource("predictions")
  void aShareOfTheWeightIsThatWeight(Prediction p) {
    double s = AT.ratio();
    var half = new Shares(List.of(3 * s, s / 3), List.of(1.0, 0.25));
    List<List<Guidance>> pairs = List.of(List.of(new ClassifierFree(5).over(half), new ClassifierFree(3.5)),
        List.of(new Apg(5, 0.5, 5, 0, "class", half), new Apg(3.5, 0.5, 5, 0, "class")),
        List.of(new CfgPlusPlus(0.6, "class", half), new CfgPlusPlus(0.75)),
        List.of(new CfgZero(5, 10, "class", half), new CfgZero(3.5)), List.of(new Tangential(5, "class", half), new Tangential(3.5)),
        List.of(new TwoConditions(5, 9, "class", "extra", half), new TwoConditions(3.5, 6, "class", "extra")));
    for (List<Guidance> pair : pairs) {
      Seen share = seen(score(p, 1).guided(pair.get(0)), 1).getFirst(), weight = seen(score(p, 1).guided(pair.get(1)), 1).getFirst();
      near(weight.data, share.data);
      near(weight.x, share.x);
      near(weight.noise, share.noise);
    }
  }

  @Test
  void beyondItsLevelsAShareStaysAndNoneOfTheWeightCostsOneRow() {
    Shares fades = new Shares(List.of(20.0, 2.0, 0.2), List.of(1.0, 0.5, 0.0));
    double[] levels = {Double.POSITIVE_INFINITY, 30, 20, 2, 0.2, 0.1, 0}, weights = {7, 7, 7, 4, 1, 1, 1};
    for (int i = 0; i < levels.length; i++) {
      Point at = levels[i] == Double.POSITIVE_INFINITY ? new Point(1, 0, 1) : new Point(1, 1, levels[i]);
      assertEquals(weights[i], fades.weight(7, at), "at " + levels[i]);
      assertEquals(weights[i] == 1 ? 1 : 2, new ClassifierFree(7).over(fades).ask(Conditions.classes(1), at).size());
    }
    assertEquals(1 + 6 * 0.75, fades.weight(7, new Point(1, 1, Math.sqrt(40))), 1e-12);
  }

  @Test
  void aWeightAStepIsThatWeightWhereTheStepBegins() {
    List<Point> points = List.of(new Point(3, 0, 1), new Point(2, 0.6, 0.8), new Point(1, 0.8, 0.6), new Point(0, 1, 0));
    Shares steps = Shares.perStep(7.5, points, 5, 4, 2);
    assertEquals(4, steps.weight(7.5, points.get(1)), 1e-15);
    assertEquals(2, steps.weight(7.5, points.get(2)), 1e-15);
    assertThrows(IllegalArgumentException.class, () -> Shares.perStep(7.5, points, 5, 4));
    assertThrows(IllegalArgumentException.class, () -> Shares.perStep(1, points, 5, 4, 2));
  }

  @Test
  void sharesReadAndPrint() {
    var catalogue = Catalogue.of(List.of(new Parts()));
    String text = "cfg:weight=7.5,share=1@20/0.5@2/0@0.2";
    assertEquals(text, catalogue.find(Kind.GUIDANCE, text).toString());
    assertEquals("cfg:weight=7.5", catalogue.find(Kind.GUIDANCE, "cfg:weight=7.5,share=all").toString());
    for (String wrong : List.of("1", "1@", "1@20/0@20", "1@2/0@3", "-1@2", "1@0", "1@inf", "NaN@1", "1@NaN", "1@2@3", "2000@1")) {
      String said = assertThrows(IllegalArgumentException.class,
          () -> catalogue.find(Kind.GUIDANCE, "cfg:weight=2,share=" + wrong)).getMessage();
      assertTrue(said.startsWith("cfg: share must "), wrong + ": " + said);
    }
  }

  @Test
  void withoutTheConditionItSaysWhatIsMissing() {
    for (Guidance g : all()) {
      String said = assertThrows(IllegalArgumentException.class, () -> g.ask(Conditions.NONE, AT)).getMessage();
      assertEquals(g + " needs a condition \"class\" to guide towards; given: []", said);
    }
  }
}
