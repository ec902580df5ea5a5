package org.counterflow.cli.sampling;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.backend.Options;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.network.Network;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Guidance;
import org.counterflow.api.score.OutputRule;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.tensor.Shape;
import org.counterflow.cli.model.BundledModel;
import org.counterflow.cli.model.Cache;
import org.counterflow.cli.model.ModelCard;
import org.counterflow.cli.model.Networks;
import org.counterflow.formats.internal.files.Sha256;
import org.counterflow.formats.internal.targets.DataTargets;
import org.counterflow.solvers.Guidances;
import org.counterflow.solvers.rule.Inpaint;
import org.jspecify.annotations.Nullable;

/**
 * What is drawn from: a network or a target, with guidance and rules.
 *
 * @param id a model's id or file, or a target's text
 * @param score asked by the run
 * @param schedule the run's process
 * @param shape of one sample
 * @param card what the network's file says of itself; nothing for a target
 * @param network whose network is to be closed, or null
 * @param guide the network that is guided away from, to be closed, or null
 * @param guidance what the score function is guided by, or null
 * @param components of the mixture that a target is; 1 for a network, whose work is not the backend's
 * @param notes what the recipe says of it
 */
record ScoreSource(String id, ScoreFunction score, NoiseSchedule schedule, Shape shape, ModelCard card, @Nullable ScoreNetwork network,
    @Nullable ScoreNetwork guide, @Nullable Guidance guidance, int components, Map<String, String> notes) implements AutoCloseable {
  /** The key of the hash of the file that a target is made of. */
  static final String TARGET_HASH = "target.sha256";
  /** The key of the hash of a network's file. */
  static final String MODEL_HASH = "network.sha256";
  /** What is guided away from, and how much. */
  static final String GUIDE = "guide-model";
  static final String GUIDE_WEIGHT = "autoguidance";
  private static final double USUAL_GUIDE = 2;
  private static final String SCHEDULE = "schedule";
  private static final String OWN_SCHEDULE = "network.schedule";
  /** Without a way back: a recipe may bring digits without end. */
  private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d++(\\.\\d*+)?+|\\.\\d++)([eE][+-]?\\d++)?+");
  private static final List<String> NETWORK_ONLY = List.of("prediction", "time", "range", "class", "micro-batch", GUIDE, GUIDE_WEIGHT);

  /** Opens what is asked for. */
  static ScoreSource open(SampleRequest request, Catalogue catalogue, Backends backends, Backends.Choice choice) {
    String target = request.find("target");
    return target == null ? network(request, catalogue, backends, choice) : target(request, catalogue, target);
  }

  /** Refuses what belongs to a network where a target is asked for. */
  static void check(SampleRequest request, Catalogue catalogue, Backends.Choice choice) {
    if (request.find("target") == null) return;
    for (String key : NETWORK_ONLY) refuse(request.settings().containsKey(key), key);
    for (String key : request.settings().keySet()) refuse(SampleRequest.opens(key), key.replaceFirst("\\.", " "));
    refuse(request.labels() != null, "labels");
    refuse(guidance(request, catalogue) != null, "guidance");
    if (request.backend() != null && choice.network() != null) throw new IllegalArgumentException("--backend " + request.backend()
        + " names a network runtime, and a target has no network: leave it out, or give --model");
  }

  private static ScoreSource target(SampleRequest request, Catalogue catalogue, String text) {
    Path named = DataTargets.file(text), file = named == null ? null : request.found(named, TARGET_HASH);
    Target t = catalogue.find(Kind.TARGET, file == null || file.equals(named) ? text : DataTargets.text(file));
    Map<String, String> notes = new LinkedHashMap<>(Map.of("target", t.toString()));
    if (file != null) notes.put(TARGET_HASH, Sha256.of(file));
    ScoreFunction score = ruled(t.score(), request, catalogue, notes);
    String along = request.find(SCHEDULE);
    NoiseSchedule schedule = along == null ? t.schedule() : catalogue.find(Kind.SCHEDULE, along);
    return new ScoreSource(t.toString(), score, schedule, t.shape(), new ModelCard(t.toString(), Map.of()), null, null, null, t.terms(),
        notes);
  }

  private static void refuse(boolean given, String option) {
    if (given)
      throw new IllegalArgumentException("--" + option + " belongs to a network, and a target has none: leave it out, or give --model");
  }

  private static ScoreSource network(SampleRequest request, Catalogue catalogue, Backends backends, Backends.Choice choice) {
    Guidance guidance = guidance(request, catalogue);
    Cache.announce();
    String id = request.find("model", BundledModel.ALL.getFirst().id());
    if (BundledModel.find(id) == null) {
      Path named = Path.of(id), found = request.found(named, MODEL_HASH);
      if (!found.equals(named)) id = found.toString();
    }
    var networks = new Networks(backends, choice.network(), Options.defaults().threads(request.threads()));
    Network network = networks.open(id), guide = null;
    try {
      String worse = request.find(GUIDE);
      if (worse != null) guide = networks.open(worse);
      return network(request, catalogue, id, ScoreNetwork.of(network, request.said()),
          guide == null ? null : ScoreNetwork.of(guide, request.said()), guidance);
    } catch (RuntimeException e) {
      try (network; Network _ = guide) {
        throw e;
      }
    }
  }

  /** What options say of the main network counts for the other where its file says nothing. */
  private static Map<String, String> unsaid(ScoreNetwork guide, Map<String, String> overrides) {
    Map<String, String> left = new HashMap<>(overrides);
    left.keySet().removeIf(key -> guide.description().says(key) != null);
    return left;
  }

  private static double guideWeight(SampleRequest request) {
    String text = request.find(GUIDE_WEIGHT);
    if (text == null) return USUAL_GUIDE;
    double weight = NUMBER.matcher(text.strip()).matches() ? Double.parseDouble(text.strip()) : -1;
    if (weight >= 0 && weight <= 1000) return weight;
    throw new IllegalArgumentException("--guide-weight must be a number from 0 to 1000, was \"" + text + "\"");
  }

  private static ScoreSource network(SampleRequest request, Catalogue catalogue, String id, ScoreNetwork network,
      @Nullable ScoreNetwork guide, @Nullable Guidance guidance) {
    Map<String, String> notes = new LinkedHashMap<>(Map.of("model", id)), overrides = new HashMap<>();
    // A recipe tells the process of the run and that of the network apart; an option cannot.
    String own = request.settings().containsKey(SCHEDULE) ? null : request.find(OWN_SCHEDULE);
    for (String key : List.of("prediction", "time")) {
      String given = request.find(key);
      if (given == null) continue;
      overrides.put(key, given);
      notes.put(key, given);
    }
    // A network that says which process it was trained on may be run along another; one that does not is told its own.
    String schedule = request.find(SCHEDULE);
    boolean saysOwn = saysOwn(network, catalogue);
    if (schedule != null && !saysOwn) overrides.put(SCHEDULE, own == null ? schedule : own);
    ScoreFunction score = catalogue.score(network, overrides);
    NoiseSchedule run = schedule == null || own == null && !saysOwn ? score.schedule() : catalogue.find(Kind.SCHEDULE, schedule);
    if (guidance != null) {
      if (guidance.takes().contains(Conditions.CLASS + Guidance.NEGATIVE) && !network.conditions().contains(Conditions.CLASS))
        throw new IllegalArgumentException("--guidance " + guidance + " needs a network that takes a class, and " + id
            + " takes none: leave it out");
      score = score.guided(guidance);
      notes.put("guidance", guidance.toString());
    }
    String worse = request.find(GUIDE);
    if (guide != null && worse != null) {
      score = Guidances.auto(score, catalogue.score(guide, unsaid(guide, overrides)), guideWeight(request));
      notes.put(GUIDE, worse);
    }
    var says = new HashMap<>(network.description().values());
    String range = request.find("range");
    if (range != null) {
      says.put("range", range);
      notes.put("range", range);
    }
    return new ScoreSource(id, ruled(score, request, catalogue, notes), run, shape(network), new ModelCard(id, says), network, guide,
        guidance, 1, notes);
  }

  private static Shape shape(ScoreNetwork network) {
    Shape shape = network.shape();
    if (shape == null)
      throw new IllegalArgumentException(network.name() + " takes samples of several sizes, as " + network.roles().state()
          + ": give the size of each open dimension with --dim NAME=N");
    return shape;
  }

  /** Whether the file says the network's process, and says it so that it can be read. */
  private static boolean saysOwn(ScoreNetwork network, Catalogue catalogue) {
    String said = network.description().says(SCHEDULE);
    if (said == null) return false;
    try {
      catalogue.find(Kind.SCHEDULE, said);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Guidance by a number is classifier-free with that weight; 1 is none. */
  private static @Nullable Guidance guidance(SampleRequest request, Catalogue catalogue) {
    String text = request.find("guidance");
    if (text == null) return null;
    String t = text.strip();
    boolean number = NUMBER.matcher(t).matches();
    return number && Double.parseDouble(t) == 1 ? null : catalogue.find(Kind.GUIDANCE, number ? "cfg:weight=" + t : t);
  }

  /** With the rules that are asked for; a mask brings its own, after the others. */
  private static ScoreFunction ruled(ScoreFunction score, SampleRequest request, Catalogue catalogue, Map<String, String> notes) {
    String text = request.find("rule");
    List<OutputRule> rules = new ArrayList<>(text == null ? List.of() : catalogue.rules(text));
    if (Beginning.isMasked(request) && rules.stream().noneMatch(Inpaint.class::isInstance)) rules.add(new Inpaint());
    if (rules.isEmpty()) return score;
    ScoreFunction ruled = score;
    for (OutputRule rule : rules) ruled = ruled.with(rule);
    notes.put("rule", String.join(" + ", rules.stream().map(OutputRule::toString).toList()));
    return ruled;
  }

  /** Whether samples have classes. */
  boolean takesClass() {
    return network != null && network.conditions().contains(Conditions.CLASS);
  }

  /** Rows of a network call by default. */
  int microBatch() {
    return Sampler.of(score).microBatch();
  }

  @Override
  public void close() {
    try (Network _ = network == null ? null : network.network(); Network _ = guide == null ? null : guide.network()) {
      // Closed in any case, both of them.
    }
  }
}
