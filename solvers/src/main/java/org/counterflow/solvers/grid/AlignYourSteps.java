package org.counterflow.solvers.grid;

import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * Published sigma/alpha, each list the best for one family of networks in ten steps, then clean data.
 *
 * <p>For N steps the first N of N + 1 values at equal distance in the list, the logarithm linear between its entries. On another network
 * {@link KlOptimal} is the rule behind it.
 *
 * <p>Elsewhere: {@code AysSchedules} (diffusers), {@code AlignYourStepsScheduler} (ComfyUI).
 *
 * @param network {@code sd1} by default
 * @see <a href="https://arxiv.org/abs/2404.14507">Sabour, Fidler, Kreis 2024</a>
 */
public record AlignYourSteps(Network network) implements TimeGrid {
  /** For which networks. */
  public enum Network {
    /** Stable Diffusion 1.5. */
    SD1(14.6146412293, 6.4745760956, 3.8636745985, 2.6946151520, 1.8841921177, 1.3943805092, 0.9642583904, 0.6523686016, 0.3977456272,
        0.1515232662, 0.0291671582),
    /** Stable Diffusion XL. */
    SDXL(14.6146412293, 6.3184485287, 3.7681790315, 2.1811480769, 1.3405244945, 0.8620721141, 0.5550693289, 0.3798540708, 0.2332364134,
        0.1114188177, 0.0291671582),
    /** Stable Video Diffusion. */
    SVD(700.00, 54.5, 15.886, 7.977, 4.248, 1.789, 0.981, 0.403, 0.173, 0.034, 0.002);

    private final double[] table;

    Network(double... table) {
      this.table = table;
    }
  }

  private static final Parameter<Network> NETWORK = Parameter.choice("network", Network.SD1,
      "for Stable Diffusion 1.5, Stable Diffusion XL or Stable Video Diffusion");

  /** How it is named and made. */
  public static final Part<AlignYourSteps> PART = Part
      .of(AlignYourSteps.class, "align-your-steps", "published sigma/alpha for a few networks, then clean data", "arXiv:2404.14507")
      .with(NETWORK, AlignYourSteps::network).made(a -> new AlignYourSteps(a.get(NETWORK)));

  /** For Stable Diffusion 1.5. */
  public AlignYourSteps() {
    this(NETWORK.byDefault());
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    return LogLinear.nodes(this, schedule, steps, Measure.RATIO, network.table);
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
