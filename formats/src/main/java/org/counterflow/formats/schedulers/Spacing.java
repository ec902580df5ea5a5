package org.counterflow.formats.schedulers;

import static org.counterflow.formats.internal.mapping.Texts.around;
import static org.counterflow.formats.internal.mapping.Texts.part;
import static org.counterflow.formats.internal.mapping.Texts.unless;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.formats.internal.mapping.Keys;
import org.jspecify.annotations.Nullable;

/** Processes and grids: what the schedulers of diffusers have in common. */
final class Spacing {
  private static final String LEADING = "leading";
  private static final String TRAILING = "trailing";
  private static final String LINSPACE = "linspace";
  private static final List<String> SPACINGS = List.of(LINSPACE, LEADING, TRAILING);
  private static final String ENTRIES = "num_train_timesteps";
  private static final double FLOOR = 0x1p-24;
  /** Smaller ones do not count beside 1. */
  private static final double LEAST_BETA = 1e-12;
  private static final double GREATEST_BETA = 0.9999;

  private final Keys k;
  private final int steps;

  Spacing(Keys k, int steps) {
    this.k = k;
    this.steps = steps;
  }

  int entries() {
    return k.whole(ENTRIES, 1000, 2, 1_000_000);
  }

  /**
   * The table of betas.
   *
   * @param latent whether the constructor's defaults are those of latent diffusion
   * @param scale of the starting normals, or null for 1
   * @param floor whether a table without signal at its end gets a little
   */
  String table(boolean latent, String kind, @Nullable String scale, boolean floor) {
    String text = betas(latent, kind, scale);
    return k.flag("rescale_betas_zero_snr", false) ? around("rescale-zero-snr", text, "floor", floor ? FLOOR : null) : text;
  }

  private String betas(boolean latent, String kind, @Nullable String scale) {
    Integer entries = entries();
    List<Double> given = k.numbers("trained_betas");
    if (given != null && !(!given.isEmpty() && given.stream().allMatch(b -> b >= LEAST_BETA && b <= GREATEST_BETA)))
      throw k.wrong("trained_betas", "must list betas, each from " + LEAST_BETA + " to " + GREATEST_BETA);
    double start = k.number("beta_start", latent ? 0.00085 : 1e-4, LEAST_BETA, GREATEST_BETA);
    double end = k.number("beta_end", latent ? 0.012 : 0.02, LEAST_BETA, GREATEST_BETA);
    String schedule = k.word("beta_schedule", kind,
        List.of("linear", "scaled_linear", "squaredcos_cap_v2", "sigmoid", "exp", "laplace"));
    if (given != null) k.idle(ENTRIES, "beta_start", "beta_end", "beta_schedule");
    if (given != null) return part("betas", "values", given, "initial-scale", scale);
    Object count = unless(1000, entries);
    return switch (schedule) {
      case "linear" -> part("linear", "beta-start", unless(1e-4, start), "beta-end", unless(0.02, end), "steps", count, "initial-scale", scale);
      case "scaled_linear" -> part("scaled-linear", "beta-start", unless(0.00085, start), "beta-end", unless(0.012, end), "steps", count,
          "initial-scale", scale);
      case "sigmoid" -> part("sigmoid", "beta-start", start, "beta-end", end, "steps", count, "initial-scale", scale);
      default -> part(schedule.equals("squaredcos_cap_v2") ? "cosine" : schedule, "steps", count, "initial-scale", scale);
    };
  }

  /** The one of several switches that is on, or null. */
  private @Nullable String on(String... switches) {
    String found = null;
    for (String key : switches) {
      if (!k.flag(key, false)) continue;
      if (found != null) throw k.wrong(key, "excludes \"" + found + "\"", "leave one of the two false");
      found = key;
    }
    return found;
  }

  private String spacing(String byDefault) {
    return k.word("timestep_spacing", byDefault, SPACINGS);
  }

  private int offset() {
    if (!spacing(LINSPACE).equals(LEADING)) k.idle("steps_offset");
    return k.whole("steps_offset", 0, 0, 1_000_000);
  }

  /** Entries in whole steps, without an end. */
  private String entriesIn(String spacing, String points, String divisor) {
    return switch (spacing) {
      case LINSPACE -> part(LINSPACE, "points", unless("n+1", points));
      case LEADING -> part(LEADING, "offset", unless(0, offset()), "divisor", unless("n", divisor));
      default -> TRAILING;
    };
  }

  /** Whether the last entry visited is the table's first. */
  private boolean visitsFirst(String spacing) {
    return spacing.equals(LINSPACE) || spacing.equals(LEADING) && offset() == 0 || spacing.equals(TRAILING) && steps == entries();
  }

  // ---- DDIM, DDPM, PNDM: entries of the table

  /** The grid of the DDIM family, to clean data or to the table's first entry. */
  String ddim(String byDefault, boolean toOne) {
    String spacing = spacing(byDefault), grid = entriesIn(spacing, "n", "n");
    return toOne ? grid : around("final", grid, "at", visitsFirst(spacing) ? "first-entry" : "sigma-min");
  }

  /** Whether a step of T // N entries misses the next entry of the grid. */
  boolean strideMisses(String byDefault) {
    return switch (spacing(byDefault)) {
      case LINSPACE -> true;
      case TRAILING -> entries() % steps != 0;
      default -> false;
    };
  }

  /** Whether the last entry visited is another than the table's first. */
  boolean endsAbove(String byDefault) {
    List<Double> given = k.numbers("set_timesteps.timesteps");
    return given == null ? !visitsFirst(spacing(byDefault)) : given.getLast() > 0;
  }

  /** The places that a network was distilled at. */
  String origin() {
    int places = k.whole("original_inference_steps", 50, 1, 1_000_000);
    k.only("timestep_spacing", LEADING, "has no part but for leading");
    return part("origin", "count", unless(50, places));
  }

  // ---- DPM-Solver, UniPC, DEIS, SA: N + 1 entries, or other grids between the ends of the table

  boolean flows() {
    return k.flag("use_flow_sigmas", false);
  }

  /** The process of the DPM-Solver family. */
  String solverProcess() {
    String table = table(false, "linear", null, true);
    if (flows()) k.idle(ENTRIES, "beta_start", "beta_end", "beta_schedule", "trained_betas", "rescale_betas_zero_snr");
    return flows() ? "rectified-flow" : table;
  }

  /**
   * The grid of the DPM-Solver family.
   *
   * @param end {@code zero} or {@code sigma_min}
   * @param unipc whether flows are UniPC's
   */
  String solver(String end, boolean unipc) {
    boolean zero = end.equals("zero");
    String other = on("use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas", "use_lu_lambdas", "use_flow_sigmas");
    String spacing = spacing(LINSPACE);
    double least = k.number("lambda_min_clipped", Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, 4);
    double shift = flowShift();
    offset();
    if (!flows()) k.idle("flow_shift", "time_shift_type", "use_dynamic_shifting");
    if (other != null) {
      k.idle("timestep_spacing", "steps_offset", "lambda_min_clipped");
      String grid = switch (other) {
        case "use_karras_sigmas" -> "karras";
        case "use_beta_sigmas" -> "beta";
        case "use_flow_sigmas" -> part("flow-table", "family", unless("dpm", unipc ? "unipc" : "dpm"), "shift", unless(1.0, shift));
        default -> "final(log-snr)";
      };
      return zero ? grid : around("final", grid.equals("final(log-snr)") ? "exponential" : grid, "at", "repeat");
    }
    String grid = entriesIn(spacing, "n+1", "n+1");
    if (least != Double.NEGATIVE_INFINITY) {
      if (spacing.equals(TRAILING)) throw k.wrong("lambda_min_clipped", "has no part with timestep_spacing trailing");
      grid = around("within", grid, "lambda-min", least);
    }
    return zero ? grid : around("final", grid, "at", spacing.equals(TRAILING) && steps == entries() ? "repeat" : "sigma-min");
  }

  private double flowShift() {
    double shift = k.number("flow_shift", 1, 0, 1e6);
    boolean dynamic = k.flag("use_dynamic_shifting", false);
    k.only("time_shift_type", "exponential", "must be exponential");
    return dynamic ? Math.exp(mu()) : shift;
  }

  private double mu() {
    if (!k.has("set_timesteps.mu"))
      throw k.wrong("use_dynamic_shifting", "needs mu, which follows from the size of the picture",
          "give a grid, such as flow:shift=EXP_OF_MU, or set use_dynamic_shifting to false");
    return k.number("set_timesteps.mu");
  }

  // ---- Euler, Heun, DPM2, LMS, ancestral: times with fractions, or other grids between the ends of the spaced ones

  /** The process of the Euler family: the table in its variance-exploding form. */
  String eulerProcess(boolean latent, boolean floor) {
    return table(latent, "linear", spacing(LINSPACE).equals(LEADING) ? "total" : "sigma", floor);
  }

  /** The grid of the Euler family. */
  String euler(String end) {
    String other = on("use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas");
    String spacing = spacing(LINSPACE);
    boolean log = k.word("interpolation_type", "linear", List.of("linear", "log_linear")).equals("log_linear");
    int whole = steps == 1 ? 0 : (entries() - 1) % (steps - 1);
    String plain = spacing.equals(LINSPACE) ? part(LINSPACE, "points", "n", "interpolate", whole == 0 ? null : "sigma")
        : entriesIn(spacing, "n", "n");
    // Its last node is the first entry, and no step leads on from there.
    if (log && other == null) return "log-snr";
    String grid = other == null ? plain : between(spacing.equals(LINSPACE) || log ? null : plain, other);
    if (end.equals("zero")) return grid;
    boolean visited = log || visitsFirst(spacing);
    return around("final", grid.equals("final(log-snr)") ? "exponential" : grid, "at", visited ? "repeat" : "sigma-min");
  }

  private String between(@Nullable String ends, String other) {
    Object from = k.has("sigma_max") ? k.number("sigma_max") : null, to = k.has("sigma_min") ? k.number("sigma_min") : null;
    boolean own = from != null || to != null, beta = other.equals("use_beta_sigmas");
    if (own && beta) throw k.wrong(from != null ? "sigma_max" : "sigma_min", "has no part with use_beta_sigmas");
    String grid = beta ? "beta" : part(other.equals("use_karras_sigmas") ? "karras" : "exponential", "from", from, "to", to);
    if (ends != null && !(from != null && to != null)) return around("spaced", ends, grid);
    return grid.equals("exponential") ? "final(log-snr)" : grid;
  }

  // ---- EDM

  /** The process of the EDM schedulers. */
  String edmProcess() {
    return part("edm", "sigma-min", k.number("sigma_min", 0.002, 1e-9, 1e6), "sigma-max", k.number("sigma_max", 80, 1e-9, 1e6),
        "initial-scale", "total");
  }

  /** The grid of the EDM schedulers. */
  String edm(String kind) {
    String schedule = k.word("sigma_schedule", kind, List.of("karras", "exponential"));
    double rho = k.number("rho", 7, 1, 1000);
    if (!schedule.equals("karras")) k.idle("rho");
    boolean zero = end().equals("zero"), karras = schedule.equals("karras");
    String grid = karras ? part("karras", "rho", unless(7.0, rho)) : zero ? "final(log-snr)" : "exponential";
    return zero ? grid : around("final", grid, "at", "repeat");
  }

  /** {@code zero} or {@code sigma_min}. */
  String end() {
    return k.word("final_sigmas_type", "zero", List.of("zero", "sigma_min"));
  }

  // ---- Flows

  /** The grid of the flow schedulers on {@code rectified-flow}: a list, or equal steps of the noise level; shifted, stretched, spaced. */
  String flow() {
    double shift = k.number("shift", 1, 1e-9, 1e6);
    boolean dynamic = k.flag("use_dynamic_shifting", false),
        linear = k.word("time_shift_type", "exponential", List.of("exponential", "linear")).equals("linear");
    String other = on("use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas");
    k.only("invert_sigmas", false, "has no part here but false");
    List<Double> given = k.numbers("set_timesteps.sigmas");
    if (given != null) k.idle(ENTRIES);
    if (dynamic) k.idle("shift");
    else k.idle("time_shift_type");
    double factor = !dynamic ? shift : linear ? mu() : Math.exp(mu());
    String grid = given != null ? levels(given, factor) : equalLevels(factor, !dynamic && factor != 1);
    if (k.has("shift_terminal")) grid = around("stretch", grid, "terminal", k.number("shift_terminal", 0.1, 1e-6, 0.999));
    if (other == null) return grid;
    String inner = switch (other) {
      case "use_karras_sigmas" -> "karras:of=level";
      case "use_exponential_sigmas" -> "exponential:of=level";
      default -> "beta:of=level";
    };
    return around("spaced", grid, inner);
  }

  /** The least level is 1/T; a shift of its own is applied to it twice. */
  private String equalLevels(double factor, boolean twice) {
    int entries = entries();
    if (factor == 1 && entries == 1000) return "linspace:points=n";
    return part("flow", "shift", unless(1.0, factor), "to", unless(0.001, 1.0 / entries), "range", twice ? "shifted" : null);
  }

  private static String levels(List<Double> given, double factor) {
    var all = new ArrayList<Double>();
    for (double s : given) all.add(factor == 1 ? s : factor * s / (1 + (factor - 1) * s));
    all.add(0.0);
    return part("explicit", "times", all);
  }
}
