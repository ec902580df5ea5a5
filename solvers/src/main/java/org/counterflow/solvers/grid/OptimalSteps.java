package org.counterflow.solvers.grid;

import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * Published noise levels of flows, each list found for one network by dynamic programming, then clean data.
 *
 * <p>For N steps the first N of N + 1 values at equal distance in the list, the logarithm linear between its entries.
 *
 * <p>Elsewhere: {@code OptimalStepsScheduler} (ComfyUI).
 *
 * @param network {@code flux} by default
 * @see <a href="https://arxiv.org/abs/2503.21774">Pei et al. 2025</a>
 */
public record OptimalSteps(Network network) implements TimeGrid {
  /** For which network. */
  public enum Network {
    /** FLUX.1, of ten steps. */
    FLUX(0.9968, 0.9886, 0.9819, 0.975, 0.966, 0.9471, 0.9158, 0.8287, 0.5512, 0.2808, 0.001),
    /** Wan 2.1, of twenty. */
    WAN(1.0, 0.997, 0.995, 0.993, 0.991, 0.989, 0.987, 0.985, 0.98, 0.975, 0.973, 0.968, 0.96, 0.946, 0.927, 0.902, 0.864, 0.776, 0.539, 0.208,
        0.001),
    /** Chroma, of forty. */
    CHROMA(0.992, 0.99, 0.988, 0.985, 0.982, 0.978, 0.973, 0.968, 0.961, 0.953, 0.943, 0.931, 0.917, 0.9, 0.881, 0.858, 0.832, 0.802, 0.769,
        0.731, 0.69, 0.646, 0.599, 0.55, 0.501, 0.451, 0.402, 0.355, 0.311, 0.27, 0.232, 0.199, 0.169, 0.143, 0.12, 0.101, 0.084, 0.07, 0.058,
        0.048, 0.001);

    private final double[] table;

    Network(double... table) {
      this.table = table;
    }
  }

  private static final Parameter<Network> NETWORK = Parameter.choice("network", Network.FLUX, "for FLUX.1, Wan 2.1 or Chroma");

  /** How it is named and made. */
  public static final Part<OptimalSteps> PART = Part
      .of(OptimalSteps.class, "optimal-steps", "published noise levels for a few flows, then clean data", "arXiv:2503.21774")
      .with(NETWORK, OptimalSteps::network).made(a -> new OptimalSteps(a.get(NETWORK)));

  /** For FLUX.1. */
  public OptimalSteps() {
    this(NETWORK.byDefault());
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    return LogLinear.nodes(this, schedule, steps, Measure.LEVEL, network.table);
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
