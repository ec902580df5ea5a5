package org.counterflow.api.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Noise;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Sum;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.api.value.Value;
import org.junit.jupiter.api.Test;

/** Conditions, evaluations, and score functions as they are put together; what they do in a run is tested there. */
class ScoreTest {
  private static final Noise X = new Noise(1), F = new Noise(2);

  private record Exploding() implements NoiseSchedule {
    @Override
    public Point at(double time) {
      return new Point(time, 1, time);
    }

    @Override
    public double timeOfLambda(double lambda) {
      return StrictMath.exp(-lambda);
    }

    @Override
    public Point earliest() {
      return at(0.01);
    }

    @Override
    public Point latest() {
      return at(80);
    }
  }

  /** A network of two ports and a time, which says nothing. */
  private record Nothing(Shape shape) implements Network {
    @Override
    public Ports ports() {
      return new Ports(List.of(Port.of("x", ElementType.FLOAT, "n", shape.dimension(0)), Port.of("t", ElementType.FLOAT, "n")),
          List.of(Port.of("eps", ElementType.FLOAT, "n", shape.dimension(0))));
    }

    @Override
    public void evaluate(Call call) {}

    @Override
    public void close() {}
  }

  private static double of(Expr e, Expr leaf) {
    Sum s = Sum.of(e);
    int k = s.leaves().indexOf(leaf);
    return k < 0 ? 0 : s.coefficient(k, 0);
  }

  @Test
  void conditionsAreValuesByName() {
    Value t = Value.of(Shape.of(2), 1.0, 2.0);
    Conditions a = Conditions.classes(1, 2), b = a.with("mask", t), c = b.with("mask", Tensor.of(Shape.of(3), 5, 6, 7));
    assertArrayEquals(new double[] {1, 2}, a.get(Conditions.CLASS).toDoubles());
    assertNull(a.find("mask"));
    assertSame(t, b.find("mask"));
    assertEquals(ElementType.INT64, a.get(Conditions.CLASS).type());
    assertEquals(Shape.of(1, 3), c.get("mask").dimensions(), "a row a sample of the tensor");
    assertSame(a, a.without("mask"));
    assertNull(b.without("class").find("class"));
    assertSame(t, b.without("class").get("mask"));
    var e = assertThrows(NoSuchElementException.class, () -> b.get("prompt"));
    assertTrue(String.valueOf(e.getMessage()).contains("prompt") && e.getMessage().contains("class") && e.getMessage().contains("mask"),
        e.getMessage());
    assertThrows(UnsupportedOperationException.class, () -> b.values().clear());
    assertEquals("conditions [class int64 2, mask double 2]", b.toString());
    assertTrue(a.with("mask", t).same(b), "the same value objects");
    assertFalse(b.same(c));
    assertFalse(a.same(b));
  }

  @Test
  void anEvaluationGivesAllThreeEstimatesOfOneOutput() {
    Point p = new Point(0, 0.6, 0.8);
    var e = new Evaluation(p, X, F, Prediction.EPSILON, Map.of());
    assertEquals(1 / 0.6, of(e.data(), X), 1e-15);
    assertEquals(-0.8 / 0.6, of(e.data(), F), 1e-15);
    assertSame(F, e.noise());
    assertEquals(-1 / 0.8, of(e.score(), F), 1e-15);
    Evaluation d = Evaluation.ofData(p, X, F);
    assertSame(F, d.data());
    assertEquals(1 / 0.8, of(d.noise(), X), 1e-15);
    assertEquals(-0.6 / 0.8, of(d.noise(), F), 1e-15);
    Noise other = new Noise(3);
    assertSame(other, e.with(other).raw());
    assertSame(X, e.with(other).x());
    var none = assertThrows(NoSuchElementException.class, () -> e.extra("variance"));
    assertTrue(String.valueOf(none.getMessage()).contains("variance"), none.getMessage());
  }

  @Test
  void ownPointsHaveTheSameLambdaAndTheirScale() {
    var own = new Exploding();
    Point at = new Point(0.5, 0.6, 0.8);
    OwnPoint p = OwnPoint.of(own, at);
    assertEquals(at.lambda(), p.point().lambda(), 1e-12);
    assertEquals(1 / 0.6, p.scale(), 1e-12);
    assertEquals(1 / 0.6, of(p.state(X), X), 1e-12);
    // On the own process nothing is scaled, and the point keeps its bits.
    OwnPoint same = OwnPoint.of(own, own.at(0.3));
    assertEquals(own.at(0.3), same.point());
    assertEquals(1, same.scale());
    assertSame(X, same.state(X));
    // At pure noise of another process the latest point answers.
    OwnPoint noise = OwnPoint.of(own, new Point(1, 0, 1));
    assertEquals(own.latest(), noise.point());
    assertEquals(80, noise.scale());
    // A network is never asked at clean data, not even at that of its own process: log-sigma would be without end there.
    assertEquals(own.earliest(), OwnPoint.of(own, own.clean()).point());
    assertEquals(own.earliest(), OwnPoint.of(own, new Point(-1, 1, 0)).point());
  }

  @Test
  void aScaleThatIsOneButForRoundingIsOne() {
    var own = new Exploding();
    Point nearly = new Point(77, 1 + 3e-13, 0.3 * (1 + 3e-13));
    assertEquals(1, OwnPoint.of(own, nearly).scale());
    Point not = new Point(77, 1 + 3e-12, 0.3 * (1 + 3e-12));
    assertTrue(OwnPoint.of(own, not).scale() != 1);
  }

  @Test
  void rulesComeAfterGuidance() {
    ScoreFunction f = ScoreFunction.of(new Nothing(Shape.of(2)), Prediction.EPSILON, TimeLabel.UNIT, new Exploding());
    OutputRule rule = (e, w) -> e;
    ScoreFunction ruled = f.with(rule);
    assertEquals(f.networks(), ruled.networks());
    assertEquals(Shape.of(2), ruled.shape());
    assertEquals(new Exploding(), ruled.schedule());
    assertFalse(ruled.movesState());
    var e = assertThrows(IllegalStateException.class, () -> ruled.guided(new Unguided()));
    assertTrue(String.valueOf(e.getMessage()).contains("before with(rule)"), e.getMessage());
  }

  private record Unguided() implements Guidance {
    @Override
    public List<Conditions> ask(Conditions asked, Point at) {
      return List.of(asked);
    }

    @Override
    public Evaluation combine(List<Evaluation> answers, Workspace w) {
      return answers.getFirst();
    }
  }

  @Test
  void guidanceIsNotReplacedUnseen() {
    ScoreFunction f =
        ScoreFunction.of(new Nothing(Shape.of(2)), Prediction.EPSILON, TimeLabel.UNIT, new Exploding()).guided(new Unguided());
    var e = assertThrows(IllegalStateException.class, () -> f.guided(new Unguided()));
    assertTrue(String.valueOf(e.getMessage()).contains("already guided by Unguided"), e.getMessage());
  }

  @Test
  void aMixtureMustHaveTheShapesDimensions() {
    Mixture m = Mixture.ofData(2, new double[] {0, 1});
    assertEquals(List.of(), ScoreFunction.of(m, Shape.of(2), new Exploding()).networks());
    assertThrows(IllegalArgumentException.class, () -> ScoreFunction.of(m, Shape.of(3), new Exploding()));
  }

  @Test
  void portsHaveNamesOfTheirOwn() {
    Port raw = Port.of("raw", ElementType.FLOAT, "n", 1);
    for (boolean in : new boolean[] {true, false}) {
      var e = assertThrows(IllegalArgumentException.class,
          () -> new Ports(in ? List.of(raw, raw) : List.of(raw), in ? List.of(raw) : List.of(raw, raw)));
      assertTrue(String.valueOf(e.getMessage()).contains("one name") && e.getMessage().contains(in ? "inputs" : "outputs"), e.getMessage());
    }
  }
}
