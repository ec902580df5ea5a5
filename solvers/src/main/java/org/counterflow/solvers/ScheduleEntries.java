package org.counterflow.solvers;

import static org.counterflow.api.catalogue.Parameter.choice;
import static org.counterflow.api.catalogue.Parameter.integer;
import static org.counterflow.api.catalogue.Parameter.number;
import static org.counterflow.api.catalogue.Parameter.numbers;

import java.util.List;
import org.counterflow.api.catalogue.Arguments;
import org.counterflow.api.catalogue.Entry;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.catalogue.Parameter;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.solvers.schedule.BetaTable;
import org.counterflow.solvers.schedule.Edm;
import org.counterflow.solvers.schedule.InitialScale;
import org.counterflow.solvers.schedule.RectifiedFlow;
import org.counterflow.solvers.schedule.VariancePreserving;

/** The catalogue's noise schedules. */
final class ScheduleEntries {
  private static final String INITIAL_SCALE = "initial-scale";

  private ScheduleEntries() {}

  static List<Entry<NoiseSchedule>> list() {
    return List.of(
        Entry.of(Kind.SCHEDULE, "linear", "table of betas in equal steps", "arXiv:2006.11239",
            a -> table(a, BetaTable.linear(a.number("beta-start"), a.number("beta-end"), a.integer("steps"))),
            beta("beta-start", 1e-4), beta("beta-end", 0.02), steps(), scale("unit", "sigma", "total")),
        Entry.of(Kind.SCHEDULE, "scaled-linear", "table of betas whose roots are in equal steps: latent diffusion", "arXiv:2112.10752",
            a -> table(a, BetaTable.scaledLinear(a.number("beta-start"), a.number("beta-end"), a.integer("steps"))),
            beta("beta-start", 0.00085), beta("beta-end", 0.012), steps(), scale("unit", "sigma", "total")),
        Entry.of(Kind.SCHEDULE, "cosine", "table whose alpha follows a quarter of a cosine (diffusers: squaredcos_cap_v2)",
            "arXiv:2102.09672",
            a -> table(a, BetaTable.cosine(a.integer("steps"))),
            steps(), scale("unit", "sigma", "total")),
        Entry.of(Kind.SCHEDULE, "li-two-phase", "the learning rates of the theory, nearly uniform in lambda", "arXiv:2306.09251",
            a -> table(a, BetaTable.liTwoPhase(a.number("c0"), a.number("c1"), a.integer("steps"))),
            number("c0", 2, 0, 100, "1 - alpha-bar of the first entry is steps^-c0; above 0"),
            number("c1", 6, 0, 100, "betas end at c1 log(steps)/steps, which must be below 1; above 0"),
            steps(), scale("unit", "sigma", "total")),
        Entry.of(Kind.SCHEDULE, "betas", "table of given betas (diffusers: trained_betas)", "",
            a -> table(a, BetaTable.ofBetas(a.numbers("values"))),
            numbers("values", "each above 0 and below 1, with / between them"), scale("unit", "sigma", "total")),
        Entry.of(Kind.SCHEDULE, "vp", "variance-preserving in continuous time, beta linear", "arXiv:2011.13456",
            a -> new VariancePreserving(a.number("beta-min"), a.number("beta-max"), scale(a)),
            number("beta-min", 0.1, 0, 1e6, "beta at time 0, above 0"),
            number("beta-max", 20, 0, 1e6, "beta at time 1, at least beta-min"),
            scale("unit", "sigma", "total")),
        Entry.of(Kind.SCHEDULE, "edm", "variance-exploding: alpha 1, sigma the time", "arXiv:2206.00364",
            a -> new Edm(a.number("sigma-min"), a.number("sigma-max"), scale(a)),
            number("sigma-min", 0.002, 0, 1e6, "sigma of the earliest point, above 0"),
            number("sigma-max", 80, 0, 1e6, "sigma of the latest point, above sigma-min"),
            scale("sigma", "unit", "total")),
        Entry.of(Kind.SCHEDULE, "rectified-flow", "the straight path: alpha 1 - t, sigma t", "arXiv:2209.03003",
            a -> new RectifiedFlow(a.number("shift"), scale(a)),
            number("shift", 1, 0, 1e6, "above 0; above 1 more of the time is spent at high noise (Stable Diffusion 3: 3)"),
            scale("unit", "sigma", "total")));
  }

  private static BetaTable table(Arguments a, BetaTable table) {
    return table.with(scale(a));
  }

  private static Parameter scale(String... choices) {
    return choice(INITIAL_SCALE, "of starting normals: 1, sigma of the first point (variance-exploding runs), or sqrt(alpha^2 + sigma^2)",
        choices);
  }

  private static InitialScale scale(Arguments a) {
    return InitialScale.parse(a.text(INITIAL_SCALE));
  }

  private static Parameter beta(String name, double byDefault) {
    return number(name, byDefault, 0, 1, "above 0 and below 1");
  }

  private static Parameter steps() {
    return integer("steps", 1000, 2, 1_000_000, "entries of the table");
  }
}
