package org.counterflow.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.counterflow.api.Sampler;
import org.counterflow.api.Seeds;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.OutputRule;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.EmbeddedSolver;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.cli.FrozenCase.Way;

/** The runs whose ends are recorded. Parts are made from the catalogue's texts, which are also the keys. */
final class FrozenCases {
  /** Seeds at both ends of their range too. */
  static final Seeds FIVE = Seeds.of(0, 1, 77, 1L << 40, -3);
  private static final Seeds THREE = Seeds.of(5, 77, -3);
  private static final Conditions CLASSES = Conditions.classes(0, 1, 2, 0, 1);
  private static final Conditions THREE_CLASSES = Conditions.classes(0, 1, 2);
  private static final int FIRST_STEP = 3;
  private static final int MOST_STEPS = 400;

  /** Variants in which some arithmetic differs; each deterministic one is also run from data to noise. */
  private static final List<String> UNIPC = List.of("unipc", "unipc:order=1", "unipc:order=3", "unipc:order=4", "unipc:b=bh1",
      "unipc:order=3,b=bh1", "unipc:order=3,b=vary", "unipc:order=3,form=noise", "unipc:low-order-weights=solved",
      "unipc:order=3,lower-order-final=never", "unipc:order=3,lower-order-final=always");
  private static final List<String> DPMPP = List.of("dpmpp-2m", "dpmpp-2m:correction=heun", "dpmpp-2m:lower-order-final=never",
      "dpmpp-2m:lower-order-final=always");
  private static final List<String> WRAPPED = List.of("ancestral(ddim):eta=0.5", "ancestral(heun)", "ancestral(dpmpp-2m)",
      "ancestral(unipc:order=3):eta=0.5,s-noise=1.1");
  private static final List<String> THEORY = List.of("pf-ode-li", "accelerated-ode", "ddpm-li", "accelerated-sde");
  private static final List<String> ALL = Stream.of(List.of("ddim", "ddim:eta=0.5", "ddim:eta=1", "euler", "ddpm", "ddpm:variance=large",
      "heun", "heun:variable=time", "euler-a", "euler-a:eta=0.5,s-noise=1.1"), DPMPP, UNIPC, WRAPPED, THEORY).flatMap(List::stream)
      .toList();
  private static final List<String> SOME = List.of("ddim", "ddim:eta=0.5", "ddpm", "heun", "heun:variable=time", "dpmpp-2m", "unipc",
      "unipc:order=3,form=noise", "euler-a", "ancestral(heun)");

  private final Catalogue catalogue = Catalogue.installed();
  private final List<FrozenCase> cases = new ArrayList<>();

  private final TimeLabel label;

  private FrozenCases(TimeLabel label) {
    this.label = label;
  }

  static List<FrozenCase> all() {
    var all = new FrozenCases(FrozenNetwork.ANY_STEP);
    all.solvers();
    all.places();
    all.adaptive();
    all.networks();
    return all.cases;
  }

  /** Those of networks, whose labels beyond their table are moved to its ends. */
  static List<FrozenCase> clamped() {
    var all = new FrozenCases(TimeLabel.STEP);
    all.networks();
    return all.cases;
  }

  private void solvers() {
    for (String s : ALL) {
      bothWays(s, "trailing | 7 | linear", "two-moons");
      bothWays(s, "karras | 6 | edm", "mixture");
    }
    // From fifteen steps on the order stays up to the end.
    for (List<String> some : List.of(DPMPP, UNIPC, WRAPPED))
      for (String s : some) bothWays(s, "linspace | 17 | cosine", "mixture");
    for (String s : SOME) {
      bothWays(s, "trailing | 6 | rectified-flow", "two-moons");
      bothWays(s, "log-snr | 8 | vp", "two-moons");
    }
    for (String s : THEORY) add(s, "trailing | 12 | li-two-phase", "gaussian:mean=0.5,deviation=0.7", Way.SAMPLE);
    // Enough values for every thread and each vector's rest.
    for (String s : List.of("unipc:order=3", "ancestral(heun)"))
      add(s, "trailing | 4 | linear", "gaussian:mean=0.5,deviation=0.7,dimensions=11003", Way.SAMPLE);
    for (String s : List.of("ddim", "dpmpp-2m", "ancestral(heun)"))
      for (Way way : List.of(Way.NORMALS, Way.DECODE)) add(s, "trailing | 7 | linear", "two-moons", way);
  }

  /** Other grids, schedules and targets. */
  private void places() {
    for (String place : List.of("leading | 7 | linear", "leading:offset=1,divisor=n+1 | 7 | scaled-linear",
        "linspace:points=n | 7 | cosine",
        "karras:rho=5,from=50,to=0.01 | 7 | edm:sigma-min=0.01,sigma-max=60", "log-snr:from=-3,to=4 | 7 | li-two-phase",
        "final(trailing):at=sigma-min | 7 | linear", "final(trailing):at=none | 7 | linear", "explicit:times=900/500/200/0 | 3 | linear",
        "trailing | 7 | rectified-flow:shift=3", "trailing | 7 | vp:beta-min=0.2,beta-max=15,initial-scale=total",
        "trailing | 7 | linear:initial-scale=sigma", "karras | 7 | edm:initial-scale=unit",
        "trailing | 5 | betas:values=0.1/0.2/0.3/0.5/0.8"))
      add("dpmpp-2m", place, "two-moons", Way.SAMPLE);
    for (String target : List.of("two-moons:deviation=0.05", "swiss-roll", "checkerboard", "gaussian"))
      add("dpmpp-2m", "karras | 7 | edm", target, Way.SAMPLE);
    for (OutputRule rule : List.of(new FrozenParts.SlowClip(), new FrozenParts.Kneaded())) {
      Target t = catalogue.find(Kind.TARGET, "two-moons");
      for (Way way : List.of(Way.SAMPLE, Way.ENCODE))
        add("dpmpp-2m", "log-snr | 7 | linear", t + " " + rule, t.score().with(rule), t.shape(), FIVE, Conditions.NONE, 1, way);
    }
  }

  private void adaptive() {
    List<EmbeddedSolver> own = List.of(new FrozenParts.Pair(0.002), new FrozenParts.SameAsLast(0.002), new FrozenParts.NoisyPair(0.003),
        new FrozenParts.Remembering(0.03));
    for (EmbeddedSolver pair : own) {
      adaptive(pair, "log-snr | vp", "two-moons");
      adaptive(pair, "log-snr | edm", "mixture");
    }
    // Of the others some need the number of steps, which nobody knows.
    for (String s : List.of("ddim", "ddim:eta=0.5", "ddpm", "ddpm:variance=large", "heun", "heun:variable=time", "euler-a",
        "dpmpp-2m:lower-order-final=never", "unipc:order=3,lower-order-final=never", "ancestral(heun)", "pf-ode-li", "accelerated-ode",
        "ddpm-li", "accelerated-sde"))
      adaptive(new FrozenParts.Guarded(solver(s), 0.005), "log-snr | vp", "two-moons");
    adaptive(new FrozenParts.Pair(0.01), "log-snr:from=-4 | rectified-flow", "two-moons");
  }

  private void adaptive(EmbeddedSolver pair, String place, String target) {
    Target t = catalogue.find(Kind.TARGET, target);
    for (Way way : adaptiveWays(pair)) adaptive(pair, place, target, t.score(), t.shape(), Conditions.NONE, 1, way);
  }

  private void adaptive(EmbeddedSolver pair, String place, String subject, ScoreFunction score, Shape shape, Conditions c, int microBatch,
      Way way) {
    String[] p = place.split(" \\| ");
    var refused = new LongAdder();
    var solver = new Adaptive(pair, new FrozenParts.Counting(new FrozenParts.Control(), refused), FIRST_STEP, MOST_STEPS);
    Sampler s = Sampler.of(score).along(schedule(p[1])).solver(solver).grid(catalogue.find(Kind.GRID, p[0])).microBatch(microBatch);
    cases.add(new FrozenCase(pair + " | " + p[0] + " | adaptive | " + p[1] + " | " + subject, s, shape, THREE, c, way, refused));
  }

  private void networks() {
    String own = "trailing | 5 | linear", edm = "karras | 5 | edm";
    for (String prediction : List.of("epsilon", "velocity"))
      for (String guidance : List.of("", "cfg:weight=3"))
        for (int microBatch : new int[] {1, 16})
          for (String place : List.of(own, edm)) {
            for (String s : List.of("dpmpp-2m", "ancestral(heun)"))
              network(s, place, prediction, guidance, Precision.F32, microBatch, Way.SAMPLE);
            network("unipc:order=3", place, prediction, guidance, Precision.F32, microBatch, Way.ENCODE);
          }
    for (String guidance : List.of("cfg:weight=2,rescale=0.7", "cfg:weight=2,from=0.5,to=5"))
      network("unipc", own, "epsilon", guidance, Precision.F32, 2, Way.SAMPLE);
    for (Precision edges : List.of(Precision.F16, Precision.F64))
      for (String prediction : List.of("epsilon", "data", "edm:sigma-data=0.6"))
        network("heun", edm, prediction, "cfg:weight=3", edges, 2, Way.SAMPLE);
    for (String prediction : List.of("score", "flow")) network("ddim", own, prediction, "", Precision.F32, 16, Way.SAMPLE);
    for (Way way : List.of(Way.SAMPLE, Way.BROWNIAN))
      network("ddpm:variance=learned", own, "epsilon", "cfg:weight=3", Precision.F32, 2, way);
    for (String place : List.of("log-snr | linear", "log-snr | edm"))
      for (int microBatch : new int[] {1, 16})
        for (EmbeddedSolver pair : List.of(new FrozenParts.Pair(0.01), new FrozenParts.Guarded(solver("ancestral(heun)"), 0.01))) {
          ScoreFunction score = network("velocity", "cfg:weight=3", Precision.F32, false);
          String subject = subject("velocity", "cfg:weight=3", Precision.F32, microBatch);
          for (Way way : adaptiveWays(pair)) adaptive(pair, place, subject, score, FrozenNetwork.SHAPE, THREE_CLASSES, microBatch, way);
        }
  }

  private void network(String solver, String place, String prediction, String guidance, Precision edges, int microBatch,
      Way way) {
    ScoreFunction score = network(prediction, guidance, edges, solver.contains("learned"));
    add(solver, place, subject(prediction, guidance, edges, microBatch), score, FrozenNetwork.SHAPE, FIVE, CLASSES, microBatch, way);
  }

  private ScoreFunction network(String prediction, String guidance, Precision edges, boolean variance) {
    ScoreFunction f = FrozenNetwork.score(edges, variance, catalogue.find(Kind.PREDICTION, prediction), label, schedule("linear"));
    return guidance.isEmpty() ? f : f.guided(catalogue.find(Kind.GUIDANCE, guidance));
  }

  private static String subject(String prediction, String guidance, Precision edges, int microBatch) {
    return "network of " + prediction + " in " + edges + " by " + microBatch + (guidance.isEmpty() ? "" : " " + guidance);
  }

  private void bothWays(String solver, String place, String target) {
    for (Way way : ways(solver(solver))) add(solver, place, target, way);
  }

  /** What adds noise is run with both sorts of noise, all else in both directions. */
  private static List<Way> ways(Solver s) {
    return List.of(Way.SAMPLE, s.traits().stochastic() ? Way.BROWNIAN : Way.ENCODE);
  }

  /** Noise of steps that may be refused is always from a path. */
  private static List<Way> adaptiveWays(Solver s) {
    return s.traits().stochastic() ? List.of(Way.SAMPLE) : ways(s);
  }

  private void add(String solver, String place, String target, Way way) {
    Target t = catalogue.find(Kind.TARGET, target);
    add(solver, place, target, t.score(), t.shape(), t.shape().elements() > 1000 ? THREE : FIVE, Conditions.NONE, 1, way);
  }

  private void add(String solver, String place, String subject, ScoreFunction score, Shape shape, Seeds seeds, Conditions c,
      int microBatch, Way way) {
    String[] p = place.split(" \\| ");
    Sampler s = Sampler.of(score).along(schedule(p[2])).solver(solver(solver)).grid(catalogue.find(Kind.GRID, p[0]))
        .steps(Integer.parseInt(p[1])).microBatch(microBatch);
    cases.add(new FrozenCase(solver + " | " + place + " | " + subject, s, shape, seeds, c, way, null));
  }

  private Solver solver(String text) {
    return catalogue.find(Kind.SOLVER, text);
  }

  private NoiseSchedule schedule(String text) {
    return catalogue.find(Kind.SCHEDULE, text);
  }
}
