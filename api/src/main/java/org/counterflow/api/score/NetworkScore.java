package org.counterflow.api.score;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.process.Affine;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.api.value.Value;
import org.jspecify.annotations.Nullable;

/** See {@link ScoreFunction#of}. */
final class NetworkScore implements ScoreFunction {
  private static final System.Logger LOG = System.getLogger("org.counterflow.api.score");

  private final ScoreNetwork network;
  private final Prediction prediction;
  private final TimeLabel label;
  private final TimeLabel.@Nullable Range seen;
  private final NoiseSchedule schedule;
  private final @Nullable Guidance guidance;
  private final AtomicBoolean warned;

  NetworkScore(ScoreNetwork network, Prediction prediction, TimeLabel label, NoiseSchedule schedule) {
    this(network, prediction, label, schedule, null, new AtomicBoolean());
  }

  private NetworkScore(ScoreNetwork network, Prediction prediction, TimeLabel label, NoiseSchedule schedule, @Nullable Guidance guidance,
      AtomicBoolean warned) {
    this.network = network;
    this.prediction = prediction;
    this.label = label;
    this.seen = network.roles().time() == null ? null : label.range(schedule);
    this.schedule = schedule;
    this.guidance = guidance;
    this.warned = warned;
  }

  @Override
  public ScoreFunction guided(Guidance g) {
    if (guidance != null)
      throw new IllegalStateException("already guided by " + guidance + ": call guided(...) once, on ScoreFunction.of(network, ...)");
    return new NetworkScore(network, prediction, label, schedule, g, warned);
  }

  @Override
  public List<ScoreNetwork> networks() {
    return List.of(network);
  }

  @Override
  public Set<String> takes() {
    return guidance == null ? Set.of() : guidance.takes();
  }

  @Override
  public Map<String, Value> brings() {
    return guidance == null ? Map.of() : guidance.brings();
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("prediction", prediction.toString());
    if (network.roles().time() != null) settings.put("time", label.toString());
    settings.put("network.schedule", schedule.toString());
    new TreeMap<>(network.said()).forEach(settings::putIfAbsent);
    if (guidance != null) settings.put("guidance", guidance.toString());
    return settings;
  }

  @Override
  public boolean movesState() {
    return guidance != null && guidance.movesState();
  }

  @Override
  public Evaluation evaluate(Expr x, Point at, Workspace w) {
    // Without a step to look along, a network with two times says what it says of a moment.
    return evaluate(x, at, at, w);
  }

  @Override
  public Evaluation evaluate(Expr x, Point at, Point towards, Workspace w) {
    return evaluate(List.of(x), List.of(at), List.of(towards), w).getFirst();
  }

  @Override
  public List<Evaluation> evaluate(List<? extends Expr> xs, List<Point> ats, Workspace w) {
    return evaluate(xs, ats, ats, w);
  }

  private List<Evaluation> evaluate(List<? extends Expr> xs, List<Point> ats, List<Point> towards, Workspace w) {
    var asks = new ArrayList<Ask>();
    var states = new ArrayList<Tensor>();
    var counts = new int[xs.size()];
    for (int i = 0; i < counts.length; i++) {
      Point at = ats.get(i);
      List<Conditions> asked = guidance == null ? List.of(w.conditions()) : asked(guidance, w.conditions(), at);
      Tensor state = w.value(xs.get(i));
      OwnPoint own = OwnPoint.of(schedule, at);
      Expr input = own.state(state).times(prediction.inputScale(own.point()));
      double second = network.roles().towards() == null ? Double.NaN : end(towards.get(i));
      for (Conditions c : asked) asks.add(Ask.of(input, label(own), c).towards(second));
      states.add(state);
      counts[i] = asked.size();
    }
    List<Outputs> outputs = w.call(network, asks);
    var evaluations = new ArrayList<Evaluation>(counts.length);
    for (int i = 0, k = 0; i < counts.length; i++) {
      var answers = new ArrayList<Evaluation>(counts[i]);
      for (int j = 0; j < counts[i]; j++) answers.add(said(ats.get(i), states.get(i), outputs.get(k++)));
      evaluations.add(guidance == null ? answers.getFirst() : combined(guidance, answers, w));
    }
    return evaluations;
  }

  private static List<Conditions> asked(Guidance guidance, Conditions given, Point at) {
    List<Conditions> asked = guidance.ask(given, at);
    if (asked == null || asked.isEmpty() || asked.stream().anyMatch(Objects::isNull))
      throw new IllegalStateException("the guidance " + guidance + " asks under the conditions " + asked
          + "; it has to name at least one set, and no null");
    return asked;
  }

  private static Evaluation combined(Guidance guidance, List<Evaluation> answers, Workspace w) {
    Evaluation e = guidance.combine(answers, w);
    if (e == null) throw new IllegalStateException("the guidance " + guidance + " gave null for an evaluation");
    return e;
  }

  /** The label; beyond what the network has seen, the nearest that it has. */
  private double label(OwnPoint own) {
    if (seen == null) return 0;
    double l = label.of(own.point(), schedule);
    if (!seen.holds(l) && warned.compareAndSet(false, true))
      LOG.log(System.Logger.Level.WARNING, "{0} takes the labels {1} to {2} of its time {3} along {4}; places of the run beyond them, such as "
          + "{5}, get the nearest label", network.name(), shown(seen.min()), shown(seen.max()), label, schedule, shown(l));
    return seen.clamp(l);
  }

  /** The label of a step's end. Networks that take one are trained to arrive, so clean data has its own, where the process has a time for it. */
  private double end(Point towards) {
    double clean = towards.sigma() == 0 && schedule.entries() == 0 ? label.of(schedule.clean(), schedule) : Double.NaN;
    return Double.isFinite(clean) ? clean : label(OwnPoint.of(schedule, towards));
  }

  /** Not as a message would write it, with the commas of a language and three digits. */
  private static String shown(double label) {
    return Parameter.text(label);
  }

  @Override
  public NoiseSchedule schedule() {
    return schedule;
  }

  @Override
  public String toString() {
    return "score function of " + network.name() + " " + settings();
  }

  /** What an output means at a place of the run: where it has the scale of the network's own process, by way of the noise estimate there. */
  private Evaluation said(Point at, Tensor state, Outputs o) {
    OwnPoint own = OwnPoint.of(schedule, at);
    if (prediction.isScaleFree() || own.scale() == 1 && own.point().samePlace(at))
      return new Evaluation(at, state, o.raw(), prediction, o.extras());
    Affine noise = prediction.noise(own.point());
    return new Evaluation(at, state, noise.of(own.state(state), o.raw()), Prediction.EPSILON, o.extras());
  }
}
