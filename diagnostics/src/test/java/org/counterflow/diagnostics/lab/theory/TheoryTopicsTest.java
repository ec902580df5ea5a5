package org.counterflow.diagnostics.lab.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import org.counterflow.api.Backends;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Options;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.process.Point;
import org.counterflow.api.tensor.Precision;
import org.counterflow.diagnostics.distance.MixtureLaw;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Figure;
import org.counterflow.diagnostics.findings.Findings;
import org.counterflow.diagnostics.lab.Topics;
import org.counterflow.diagnostics.plots.LineChart;
import org.counterflow.diagnostics.topic.Topic;
import org.counterflow.solvers.target.Mixtures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bars of score-error, adapt and dimension are met. */
class TheoryTopicsTest {
  private static void assertMet(List<Bar> bars, int count) {
    List<Bar> failed = bars.stream().filter(b -> !b.met()).toList();
    assertTrue(failed.isEmpty(), failed.toString());
    assertEquals(count, bars.size());
    var names = new HashSet<String>();
    for (Bar b : bars) assertTrue(names.add(b.name()), "twice: " + b.name());
  }

  private static Backend backend() {
    return Backends.installed().open("java", Options.defaults().in(Precision.F64));
  }

  @Test
  void errorsOnANormalLaw() {
    try (Backend backend = backend()) {
      var s = new ErrorsOnGaussian(backend, new double[] {1, 10}, 400, what -> {});
      assertMet(s.bars(), 33);
      assertEquals(2, s.tables().size());
    }
  }

  @Test
  void errorsInSeveralDimensions() {
    try (Backend backend = backend()) {
      assertMet(new ErrorsInDimensions(backend, what -> {}).bars(), 8);
    }
  }

  @Test
  void directionsAtARightAngleToTheData() {
    var n = new NormalDirections(Catalogue.installed(), what -> {});
    assertMet(n.bars(), 68);
    for (Figure f : n.figures()) assertFalse(LineChart.svg(f).isEmpty());
  }

  @Test
  void productsOfBumps() {
    try (Backend backend = backend()) {
      assertMet(new ProductDimensions(backend, what -> {}).bars(), 18);
    }
  }

  @ParameterizedTest
  @Tag("full")
  @ValueSource(strings = {"score-error", "adapt", "dimension"})
  void everyBarOfAQuickRunIsMet(String topic) {
    Findings f = new Topics(Catalogue.installed()).find(topic).measure(Topic.Effort.QUICK, what -> {});
    assertMet(f.bars(), f.bars().size());
    assertFalse(f.tables().isEmpty());
    for (Figure figure : f.figures()) assertFalse(LineChart.svg(figure).isEmpty());
  }

  /** The closed form is half the integral of |P - 1| over a period, P the Poisson kernel. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 1, 4})
  void theClosedFormIsThatOfThePoissonKernel(double k) {
    double r = Math.tanh(k / 2), tv = 0;
    int n = 200_000;
    for (int i = 0; i < n; i++) {
      double u = 2 * Math.PI * (i + 0.5) / n;
      tv += 0.5 * Math.abs((1 - r * r) / (1 - 2 * r * Math.cos(u) + r * r) - 1) / n;
    }
    assertEquals(tv, ErrorsOnGaussian.closed(k * Math.sqrt(2), 1, 1), 1e-9);
    assertEquals(1, ErrorsOnGaussian.closed(1, 1000, 10));
  }

  /** A wave that moves with the flow has the value of the state's rank, at each point. */
  @Test
  void aMovingWaveStaysWithTheQuantiles() {
    Mixture bumps = Mixtures.threeBumps();
    var told = new SineError(bumps, 0.05, 7, SineError.Frame.MOVING);
    for (Point p : new Point[] {new Point(0.5, 0.8, 0.6), new Point(0.9, 0.1, Math.sqrt(0.99)), new Point(0.1, 0.99, Math.sqrt(1 - 0.99 * 0.99))}) {
      var law = new MixtureLaw(bumps, p);
      double low = -9, high = 9;
      for (int i = 0; i < 100; i++) {
        double middle = 0.5 * (low + high);
        if (law.distribution(middle) < 0.841344746068543) low = middle; else high = middle;
      }
      // The quantile of a deviate of 1.
      double error = (told.at(p).applyAsDouble(low) - law.data(low)) * p.alpha() / (p.sigma() * p.sigma());
      assertEquals(0.05 / Math.sqrt(0.5 * (1 - Math.exp(-98))) * Math.sin(7), error, 1e-9);
    }
  }

  @Test
  void aPublishedFigureHasAsManyDigitsAsItWasPrintedWith() {
    Bar b = Published.bar("a", 0.0045, ".004");
    assertTrue(b.met());
    assertEquals(0.0033, b.low(), 1e-12);
    assertFalse(Published.bar("a", 0.0045, ".0040").met());
  }
}
