package org.counterflow.formats.schedulers;

import static org.counterflow.formats.internal.mapping.Texts.around;
import static org.counterflow.formats.internal.mapping.Texts.part;
import static org.counterflow.formats.internal.mapping.Texts.unless;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.counterflow.formats.internal.mapping.Keys;
import org.jspecify.annotations.Nullable;

/** The schedulers of diffusers, one line each in {@link #CLASSES}: from their options to parts. */
final class SchedulerTable {
  /** One family of schedulers. */
  @FunctionalInterface
  private interface Family {
    SchedulerParts of(SchedulerTable t);
  }

  private static final Map<String, Family> CLASSES = new TreeMap<>(Map.ofEntries(
      Map.entry("DDIMScheduler", SchedulerTable::ddim),
      Map.entry("DDIMParallelScheduler", SchedulerTable::ddim),
      Map.entry("DDIMInverseScheduler", SchedulerTable::ddimInverse),
      Map.entry("DDPMScheduler", SchedulerTable::ddpm),
      Map.entry("DDPMParallelScheduler", SchedulerTable::ddpm),
      Map.entry("PNDMScheduler", SchedulerTable::pndm),
      Map.entry("IPNDMScheduler", SchedulerTable::ipndm),
      Map.entry("LMSDiscreteScheduler", t -> t.euler(false, part("lms", "order", t.k.whole("step.order", 4, 1, 4)))),
      Map.entry("EulerDiscreteScheduler", t -> t.euler(false, t.churned("euler"))),
      Map.entry("EulerAncestralDiscreteScheduler", t -> t.euler(false, part("euler-a", "s-noise", t.noiseScale()))),
      Map.entry("HeunDiscreteScheduler", t -> t.euler(true, "heun")),
      Map.entry("KDPM2DiscreteScheduler", t -> t.euler(true, "dpm-2")),
      Map.entry("KDPM2AncestralDiscreteScheduler", t -> t.euler(true, "ancestral(dpm-2)")),
      Map.entry("DPMSolverSDEScheduler", t -> t.euler(true, "dpmpp-sde")),
      Map.entry("DPMSolverMultistepScheduler", SchedulerTable::dpmMultistep),
      Map.entry("DPMSolverMultistepInverseScheduler", SchedulerTable::dpmMultistep),
      Map.entry("DPMSolverSinglestepScheduler", SchedulerTable::dpmSinglestep),
      Map.entry("DEISMultistepScheduler", SchedulerTable::deis),
      Map.entry("UniPCMultistepScheduler", SchedulerTable::unipc),
      Map.entry("SASolverScheduler", SchedulerTable::sa),
      Map.entry("EDMEulerScheduler", t -> t.edm(t.churned("euler"), null)),
      Map.entry("EDMDPMSolverMultistepScheduler", SchedulerTable::edmMultistep),
      Map.entry("CosineDPMSolverMultistepScheduler", SchedulerTable::cosine),
      Map.entry("LCMScheduler", SchedulerTable::lcm),
      Map.entry("TCDScheduler", SchedulerTable::tcd),
      Map.entry("CMStochasticIterativeScheduler", SchedulerTable::consistency),
      Map.entry("FlowMatchEulerDiscreteScheduler", SchedulerTable::flowEuler),
      Map.entry("FlowMatchHeunDiscreteScheduler", t -> t.flow(t.churned("heun:variable=time", true))),
      Map.entry("FlowMatchLCMScheduler", SchedulerTable::flowLcm)));

  private static final String ORDER = "solver_order";
  private static final String LAST_LOWER = "lower_order_final";
  private static final List<String> SOLVER_TYPES = List.of("midpoint", "heun", "logrho", "bh1", "bh2");

  private final Keys k;
  private final Spacing at;
  private final int steps;
  private final boolean exact;

  private SchedulerTable(Keys k, int steps, boolean exact) {
    this.k = k;
    this.at = new Spacing(k, steps);
    this.steps = steps;
    this.exact = exact;
  }

  static boolean knows(String name) {
    return CLASSES.containsKey(name);
  }

  static Set<String> names() {
    return CLASSES.keySet();
  }

  static SchedulerParts parts(String name, Keys k, int steps, boolean exact) {
    List<Double> listed = k.numbers("set_timesteps.timesteps"), levels = k.numbers("set_timesteps.sigmas");
    int count = listed != null ? listed.size() : levels != null ? levels.size() : steps;
    Family family = CLASSES.get(name);
    if (family == null) throw new IllegalArgumentException("no scheduler " + name);
    return family.of(new SchedulerTable(k, count, exact));
  }

  // ---- What they have in common

  private SchedulerParts parts(String schedule, String grid, String solver, String prediction, String time, @Nullable String rule) {
    return new SchedulerParts(schedule, grid, solver, prediction, time, rule, steps, k.unused(!exact));
  }

  /** A peer's departure from its method, as the value of a parameter. */
  private @Nullable Object departs(boolean here, Object value) {
    return exact && here ? value : null;
  }

  private String prediction() {
    return switch (k.word("prediction_type", "epsilon", List.of("epsilon", "sample", "v_prediction", "flow_prediction"))) {
      case "sample" -> "data";
      case "v_prediction" -> "velocity";
      case "flow_prediction" -> "flow";
      default -> "epsilon";
    };
  }

  /** Thresholding, which comes before clipping. */
  private @Nullable String rule(boolean clips, double byDefault, @Nullable String noise) {
    boolean thresholds = k.flag("thresholding", false), clip = clips && k.flag("clip_sample", byDefault > 0);
    double q = k.number("dynamic_thresholding_ratio", 0.995, 0, 1), max = k.number("sample_max_value", 1, 1, 1e300);
    double bound = clips ? k.number("clip_sample_range", 1, 1e-6, 1e6) : 1;
    if (!thresholds) k.idle("dynamic_thresholding_ratio", "sample_max_value");
    if (!clip || thresholds) k.idle("clip_sample_range");
    if (thresholds) k.idle("clip_sample");
    if (thresholds) return part("threshold", "q", q, "max", max, "noise", noise);
    return clip ? part("clip", "bound", bound, "noise", noise) : null;
  }

  private String churned(String inner) {
    return churned(inner, false);
  }

  /** With the noise that a call of {@code step} asks for. */
  private String churned(String inner, boolean stages) {
    double churn = k.number("step.s_churn", 0, 0, 1e6), min = k.number("step.s_tmin", 0), max = k.number("step.s_tmax", Double.POSITIVE_INFINITY);
    Object noise = noiseScale();
    if (churn == 0) return inner;
    boolean converts = prediction().equals("velocity") && !k.has("sigma_data");
    return around("churn", inner, "s-churn", churn, "s-tmin", unless(0.0, min), "s-tmax", unless(Double.POSITIVE_INFINITY, max), "s-noise",
        noise, "evaluate", departs(true, "before"), "convert", departs(converts, "sigma"), "steps", departs(stages, "stages"));
  }

  private @Nullable Object noiseScale() {
    return unless(1.0, k.number("step.s_noise", 1, 0, 2));
  }

  /** What the network's output has beside its estimate is seen from its ports. */
  private void secondHalf() {
    k.find("variance_type");
    k.idle("variance_type");
  }

  // ---- Entries of a table

  private SchedulerParts ddim() {
    double eta = k.number("step.eta", 0, 0, 1);
    boolean consistent = k.flag("step.use_clipped_model_output", false);
    String solver = part("ddim", "eta", unless(0.0, eta));
    if (exact && at.strideMisses("leading")) solver = around("fixed-stride", solver);
    return parts(at.table(false, "linear", null, false), at.ddim("leading", k.flag("set_alpha_to_one", true)), solver, prediction(), "step",
        rule(true, 1, consistent ? null : "raw"));
  }

  /** From data to noise, which is a direction here and no solver. */
  private SchedulerParts ddimInverse() {
    return parts(at.table(false, "linear", null, false), at.ddim("leading", k.flag("set_alpha_to_one", true)), "ddim", prediction(), "step",
        rule(true, 1, "raw"));
  }

  private SchedulerParts ddpm() {
    String type = k.word("variance_type", "fixed_small",
        List.of("fixed_small", "fixed_small_log", "fixed_large", "fixed_large_log", "learned", "learned_range"));
    if (type.equals("learned") || type.equals("fixed_large_log")) throw k.wrong("variance_type", "has no part here");
    String variance = type.equals("fixed_large") ? "large" : type.equals("learned_range") ? "learned" : "small";
    String solver = part("ddpm", "variance", variance, "variance-floor",
        departs(variance.equals("small") && at.endsAbove("leading"), 1e-20));
    List<Double> listed = k.numbers("set_timesteps.timesteps");
    String grid = at.ddim("leading", true);
    if (listed != null) {
      k.idle("timestep_spacing");
      var times = new ArrayList<>(listed);
      times.add(-1.0);
      grid = part("explicit", "times", times);
    }
    return parts(at.table(false, "linear", null, false), grid, solver, prediction(), "step", rule(true, 1, null));
  }

  private SchedulerParts pndm() {
    boolean starts = !k.flag("skip_prk_steps", false);
    String prediction = prediction();
    String solver = part("plms", "start", starts ? "runge-kutta" : "repeat", "stride", departs(at.strideMisses("leading"), "fixed"),
        "half-step", departs(starts && at.entries() / steps % 2 == 1, "floor"), "average",
        departs(prediction.equals("velocity"), "raw-output"));
    return parts(at.table(false, "linear", null, false), at.ddim("leading", k.flag("set_alpha_to_one", false)), solver, prediction, "step", null);
  }

  private SchedulerParts ipndm() {
    at.entries();
    k.idle("num_train_timesteps");
    List<Double> sigmas = k.numbers("trained_betas");
    String grid = "crash";
    if (sigmas != null) {
      if (sigmas.size() != steps + 1) throw k.wrong("trained_betas", "must list " + (steps + 1) + " sigmas for " + steps + " steps");
      grid = part("explicit", "times", sigmas.stream().map(s -> Math.atan2(s, Math.sqrt((1 - s) * (1 + s))) * 2 / Math.PI).toList());
    }
    return parts("v-diffusion", grid, part("ipndm", "order", 4, "first-data", departs(sigmas == null, "zero")), "velocity", "unit", null);
  }

  private SchedulerParts lcm() {
    String solver = part("lcm", "time-scale", unless(10.0, k.number("timestep_scaling", 10, 1e-6, 1e6)));
    k.flag("set_alpha_to_one", true);
    k.whole("steps_offset", 0, 0, 1_000_000);
    k.idle("set_alpha_to_one", "steps_offset");
    return parts(at.table(true, "scaled_linear", null, false), at.origin(), solver, prediction(), "step", rule(true, 0, null));
  }

  private SchedulerParts tcd() {
    String solver = part("tcd", "gamma", k.number("step.eta", 0.3, 0, 1));
    k.number("timestep_scaling", 10);
    k.whole("steps_offset", 0, 0, 1_000_000);
    k.flag("set_alpha_to_one", true);
    k.idle("timestep_scaling", "steps_offset", "set_alpha_to_one");
    return parts(at.table(true, "scaled_linear", null, false), around("final", at.origin(), "at", "first-entry"), solver, prediction(), "step",
        rule(true, 0, null));
  }

  // ---- The Euler family

  private SchedulerParts euler(boolean latent, String solver) {
    k.find("noise_sampler_seed");
    String rule = k.flag("clip_sample", false) ? part("clip", "bound", k.number("clip_sample_range", 1, 1e-6, 1e6)) : null;
    k.number("clip_sample_range", 1);
    if (rule == null) k.idle("clip_sample_range");
    boolean logarithm = k.word("timestep_type", "discrete", List.of("discrete", "continuous")).equals("continuous")
        && prediction().equals("velocity");
    return parts(at.eulerProcess(latent, true), at.euler(at.end()), solver, prediction(), logarithm ? "log-sigma:a=0,b=0.25" : "step", rule);
  }

  // ---- The DPM-Solver family

  private String lowerOrder(int order) {
    boolean falls = k.flag(LAST_LOWER, true), last = k.flag("euler_at_final", false);
    if (falls) return last && order > 1 ? "below-15-or-last" : "below-15";
    return last ? "last" : "never";
  }

  /** Multistep, by the algorithm's name. */
  private String multistep(String algorithm) {
    int order = k.whole(ORDER, 2, 1, 3);
    String correction = k.word("solver_type", "midpoint", SOLVER_TYPES).equals("heun") ? "heun" : "midpoint", lower = lowerOrder(order);
    boolean data = algorithm.endsWith("++") || algorithm.equals("deis"), noisy = algorithm.startsWith("sde");
    if (order == 1) return !noisy ? "ddim" : data ? "ddpm" : "dpm-solver-1m-sde";
    String id = (data ? "dpmpp-" : "dpm-solver-") + order + (noisy ? "m-sde" : "m");
    return part(id, "correction", unless("midpoint", correction), "lower-order-final", lower, "second-difference", departs(order == 3, "half"),
        "second-difference-sign", departs(order == 3 && noisy && data, "minus"));
  }

  private String algorithm() {
    String name = k.word("algorithm_type", "dpmsolver++", List.of("dpmsolver", "dpmsolver++", "sde-dpmsolver", "sde-dpmsolver++", "deis"));
    if (!name.endsWith("++") && !name.equals("deis") && at.end().equals("zero"))
      throw k.wrong("algorithm_type", "cannot end at \"final_sigmas_type\": \"zero\"", "set final_sigmas_type to sigma_min");
    return name;
  }

  private SchedulerParts dpmMultistep() {
    secondHalf();
    if (at.flows() && at.end().equals("sigma_min")) throw k.wrong("final_sigmas_type", "has no part with use_flow_sigmas");
    return parts(at.solverProcess(), at.solver(at.end(), false), multistep(algorithm()), prediction(), "step", rule(false, 0, null));
  }

  private SchedulerParts dpmSinglestep() {
    secondHalf();
    String algorithm = algorithm();
    int order = k.whole(ORDER, 2, 1, 3);
    boolean heun = k.word("solver_type", "midpoint", SOLVER_TYPES).equals("heun"), zero = at.end().equals("zero"),
        data = !algorithm.endsWith("dpmsolver"), noisy = algorithm.startsWith("sde");
    boolean falls = k.flag(LAST_LOWER, false) || steps % order != 0 || zero;
    String solver = order == 1 ? noisy ? data ? "ddpm" : "dpm-solver-1m-sde" : "ddim"
        : noisy ? noisySinglestep(order, data, heun, falls, zero) : part((data ? "dpmpp-" : "dpm-solver-") + order + "s", "correction",
            heun ? "heun" : null, "nodes", "grid", "ending", ending(order, falls));
    return parts(at.solverProcess(), at.solver(at.end(), false), solver, prediction(), "step", rule(false, 0, null));
  }

  private @Nullable String ending(int order, boolean falls) {
    return !falls ? null : order == 2 ? "one" : List.of("two-one", "one", "two").get(steps % 3);
  }

  private String noisySinglestep(int order, boolean data, boolean heun, boolean falls, boolean zero) {
    if (!data) throw k.wrong("algorithm_type", "has a part here for order 1 alone");
    if (order == 2 && falls && steps % 2 == 0 && !zero) throw k.wrong(LAST_LOWER, "has no part here with an even number of steps");
    return part("dpmpp-" + order + "s-sde", "correction", heun ? "heun" : null, "lower-order-final",
        order == 3 ? falls ? "always" : "never" : null, "second-difference-sign", departs(order == 3 && heun, "minus"));
  }

  private SchedulerParts deis() {
    int order = k.whole(ORDER, 2, 1, 3);
    k.word("algorithm_type", "deis", List.of("deis", "dpmsolver", "dpmsolver++"));
    k.word("solver_type", "logrho", SOLVER_TYPES);
    k.idle("algorithm_type", "solver_type");
    String solver = part("deis-logrho", "order", order, "lower-order-final", k.flag(LAST_LOWER, true) ? "below-15" : "never");
    return parts(at.solverProcess(), at.solver("sigma_min", false), order == 1 ? "ddim" : solver, prediction(), "step", rule(false, 0, null));
  }

  private SchedulerParts unipc() {
    int order = k.whole(ORDER, 2, 1, 4);
    String b = k.word("solver_type", "bh2", SOLVER_TYPES).equals("bh1") ? "bh1" : "bh2";
    boolean data = k.flag("predict_x0", true);
    k.only("solver_p", null, "has no part here: the prediction is UniPC's own");
    for (String key : List.of("sigma_min", "sigma_max", "shift_terminal")) k.only(key, null, "has no part here");
    List<Double> off = k.numbers("disable_corrector");
    // All of a run are said shorter.
    List<Integer> without = off == null ? List.of() : off.stream().map(Double::intValue).filter(i -> i < steps).sorted().toList();
    String none = without.isEmpty() ? null : without.size() >= steps ? "all"
        : String.join("/", without.stream().map(Object::toString).toList());
    String solver = part("unipc", "order", order, "b", unless("bh2", b), "lower-order-final", k.flag(LAST_LOWER, true) ? "always" : "never",
        "form", data ? null : "noise", "corrector-off", none);
    return parts(at.solverProcess(), at.solver(at.end(), true), solver, prediction(), "step", rule(false, 0, null));
  }

  private SchedulerParts sa() {
    secondHalf();
    k.only("tau_func", null, "is a function, for which there is no text");
    int predictor = k.whole("predictor_order", 2, 1, 4), corrector = k.whole("corrector_order", 2, 0, 4);
    boolean data = k.word("algorithm_type", "data_prediction", List.of("data_prediction", "noise_prediction")).equals("data_prediction");
    Object tau = k.find("tau");
    boolean window = !(tau instanceof Number);
    String solver = part("sa-solver", "predictor", predictor, "corrector", corrector, "form", data ? null : "noise", "tau",
        window ? 1.0 : k.number("tau", 1, 0, 10), "tau-from", window ? 200 : null, "tau-to", window ? 800 : null, "lower-order-final",
        k.flag(LAST_LOWER, true) ? "always" : "never", "few-step-term", data ? "on" : null);
    return parts(at.solverProcess(), at.solver("sigma_min", false), solver, prediction(), "step", rule(false, 0, null));
  }

  // ---- EDM

  private String edmPrediction(String type, double data) {
    String word = k.word("prediction_type", type, List.of("epsilon", "v_prediction"));
    return part("edm", "sigma-data", k.number("sigma_data", data, 1e-6, 1e6), "towards", word.equals("v_prediction") ? "noise" : null);
  }

  private SchedulerParts edm(String solver, @Nullable String rule) {
    at.entries();
    k.idle("num_train_timesteps");
    return parts(at.edmProcess(), at.edm("karras"), solver, edmPrediction("epsilon", 0.5), "log-sigma:a=0,b=0.25", rule);
  }

  private SchedulerParts edmMultistep() {
    String algorithm = k.word("algorithm_type", "dpmsolver++", List.of("dpmsolver++", "sde-dpmsolver++", "deis"));
    return edm(multistep(algorithm), rule(false, 0, null));
  }

  /** Stable Audio's: EDM's process, whose networks are told the angle of the variance-preserving one. */
  private SchedulerParts cosine() {
    at.entries();
    k.idle("num_train_timesteps");
    double from = k.number("sigma_max", 500, 1e-9, 1e6), to = k.number("sigma_min", 0.3, 1e-9, 1e6);
    boolean karras = k.word("sigma_schedule", "exponential", List.of("karras", "exponential")).equals("karras");
    double rho = k.number("rho", 7, 1, 1000);
    String grid = karras ? part("karras", "rho", unless(7.0, rho), "from", from, "to", to) : part("exponential", "from", from, "to", to);
    return parts("v-diffusion", at.end().equals("zero") ? grid : around("final", grid, "at", "repeat"), multistep("sde-dpmsolver++"),
        edmPrediction("v_prediction", 1), "unit", null);
  }

  /** N of the T places of a Karras grid, spaced as {@code leading} is. */
  private SchedulerParts consistency() {
    int entries = k.whole("num_train_timesteps", 40, 2, 1_000_000);
    if (steps > entries) throw k.wrong("num_train_timesteps", "must be at least the number of steps, " + steps);
    double min = k.number("sigma_min", 0.002, 1e-9, 1e6), max = k.number("sigma_max", 80, 1e-9, 1e6), rho = k.number("rho", 7, 1, 1000);
    double a = Math.pow(max, 1 / rho), b = Math.pow(min, 1 / rho);
    var sigmas = new ArrayList<Double>();
    for (int i = 0; i < steps; i++) sigmas.add(Math.pow(a + (double) i * (entries / steps) / (entries - 1) * (b - a), rho));
    sigmas.add(0.0);
    k.only("s_noise", 1.0, "has a part here for 1 alone");
    String solver = part("consistency", "sigma-min", unless(0.002, min));
    String rule = k.flag("clip_denoised", true) ? "clip" : null;
    return parts(part("edm", "sigma-min", min, "sigma-max", max), part("explicit", "times", sigmas), solver,
        part("edm", "sigma-data", k.number("sigma_data", 0.5, 1e-6, 1e6), "sigma-min", min), "log-sigma:a=0,b=250", rule);
  }

  // ---- Flows

  private SchedulerParts flow(String solver) {
    for (String key : List.of("base_shift", "max_shift", "base_image_seq_len", "max_image_seq_len")) k.number(key, 0);
    k.idle("base_shift", "max_shift", "base_image_seq_len", "max_image_seq_len");
    return parts("rectified-flow", at.flow(), solver, "flow", "step", null);
  }

  private SchedulerParts flowEuler() {
    String solver = churned("euler");
    return flow(k.flag("stochastic_sampling", false) ? "re-noise" : solver);
  }

  private SchedulerParts flowLcm() {
    k.only("scale_factors", null, "has no part here: the picture would grow during the run");
    k.find("upscale_mode");
    k.idle("upscale_mode");
    return flow("re-noise");
  }
}
