package org.counterflow.diagnostics.lab.theory;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.Backends;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.tensor.Precision;
import org.counterflow.diagnostics.distance.Distance;
import org.counterflow.diagnostics.distance.MapDistance;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Figure;
import org.counterflow.diagnostics.findings.Findings;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.topic.Topic;

/** How fast each sampler of the theory converges, and why; no sample is drawn. */
public final class RatesTopic implements Topic {
  /** The error of a total variation falls with the square of their number, and is far below the bars. */
  private static final int FEW_STARTS = 1001;

  private final Catalogue catalogue;

  /**
   * The topic.
   *
   * @param catalogue has the solvers
   */
  public RatesTopic(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public String id() {
    return "rates";
  }

  @Override
  public String asks() {
    return "How fast does the law of each sampler converge to the exact one, and is it as fast as proved?";
  }

  @Override
  public Findings measure(Effort effort, Progress progress) {
    var bars = new ArrayList<Bar>();
    var tables = new ArrayList<Table>();
    var figures = new ArrayList<Figure>();
    boolean quick = effort == Effort.QUICK;
    try (Backend backend = Backends.installed().open("java", Options.defaults().in(Precision.F64))) {
      for (RateSection s : new RateSections(catalogue).all()) {
        List<RateRow.Measured> all = s.measure(backend, quick ? 3 : Integer.MAX_VALUE, quick ? FEW_STARTS : MapDistance.STARTS, progress);
        for (RateRow.Measured m : all) bars.addAll(m.bars(s.name()));
        tables.add(s.table(all));
        figures.add(s.figure(all));
        if (s.name().equals("stochastic")) bars.add(gain(all));
        if (s.metric() == Distance.TV && s.counting() == RateSection.Counting.POINTS) tables.add(s.needed(all));
      }
      var dimensions = new RateDimensions(backend, progress);
      bars.addAll(dimensions.bars());
      tables.add(dimensions.table());
      figures.add(dimensions.figures().getFirst());
    }
    var reasons = new RateReasons(progress);
    bars.addAll(reasons.bars());
    tables.addAll(reasons.tables());
    figures.addAll(reasons.figures());
    return new Findings("Rates of convergence", List.of(
        "Each sampler begins with the exact law at its first point and is asked with the exact score; what is measured is the total variation between "
            + "the law at its end and the exact one there, from distribution functions and densities, without a single random number. A slope is that of "
            + "the least-squares line through the logarithms.",
        "The theory proves d/T for pf-ode-li, d^6/T^2 for accelerated-ode, sqrt(d/T) along paths for ddpm-li and d^3/T for accelerated-sde, up to "
            + "logarithms, and (dH)^p for Runge-Kutta methods of order p. Of the variants that lose their order one is a mistake easily made, without the "
            + "root before the second score; two are in public code, with noise factors elsewhere.",
        "At the end of a run the plain and the accelerated stochastic sampler fall alike on a mixture; the difference that is proved shows along paths, "
            + "and on a Gaussian. Its reason is the variance of a single step, which the one has right to first order in beta and the other to second."),
        bars, tables, figures, List.of("arXiv:2408.02320", "arXiv:2306.09251", "arXiv:2403.03852", "arXiv:2404.09730", "arXiv:2506.13061",
            "arXiv:2409.18959", "arXiv:2506.24042"));
  }

  /** The accelerated sampler's error over the plain one's, where both have their third number of points. */
  private static Bar gain(List<RateRow.Measured> all) {
    return Bar.atMost("stochastic: accelerated-sde over ddpm-li at 400", error(all, "accelerated-sde") / error(all, "ddpm-li"), 0.6);
  }

  private static double error(List<RateRow.Measured> all, String name) {
    for (RateRow.Measured m : all) if (m.row().name().equals(name)) return m.errors()[2];
    throw new IllegalStateException("no " + name + " among " + all.stream().map(m -> m.row().name()).toList());
  }
}
