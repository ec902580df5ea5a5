package org.counterflow.solvers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.Watcher;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.solvers.support.GoldenNetwork;
import org.counterflow.solvers.support.Json;
import org.counterflow.solvers.support.Plain;
import org.counterflow.solvers.support.RecordedNoise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trajectories recorded from other programs are reproduced from the catalogue texts of {@code recipes/} alone, node by node. */
class GoldenTest {
  private static final List<String> GROUPS = List.of("accelerated", "deis", "diff_sampler", "diffusers_ddim", "diffusers_ddpm",
      "diffusers_deis_pndm", "diffusers_dpm_multistep", "diffusers_dpm_sde", "diffusers_dpm_singlestep", "diffusers_edm", "diffusers_flow",
      "diffusers_sasolver", "diffusers_tcd_lcm", "diffusers_unipc", "diffusers_ve", "diffusers_ve_stochastic", "dpm_solver", "edm", "kdiffusion",
      "kdiffusion_stochastic", "unipc_official");
  /** Recipes by the family that they prove. */
  private static final List<String> FAMILIES = List.of("first", "single", "multistep", "multistep-grids", "stochastic");
  /** In place of the state that was evaluated in a step without length, which watchers do not see; what is made of it, they do. */
  private static final double[] NOT_SHOWN = {};
  private static final Catalogue CATALOGUE = Catalogue.of(List.of(new Parts()));
  private static final Map<String, Map<String, Object>> RECORDS = records();

  private record Recipe(String id, String solver, int steps, String schedule, String grid, String prediction, String compare,
      String rule) {
    @Override
    public String toString() {
      return id + " = " + solver + " on " + grid + " along " + schedule + (rule.isEmpty() ? "" : " under " + rule);
    }
  }

  static Stream<Recipe> recipes() {
    return FAMILIES.stream().flatMap(family -> read("recipes/" + family + ".tsv").skip(1).map(l -> l.split("\t"))
        .map(f -> new Recipe(f[0], f[1], Integer.parseInt(f[2]), f[3], f[4], f[5], f[6], f.length > 7 ? f[7] : "")));
  }

  private static Stream<String> read(String name) {
    try (var in = new BufferedReader(new InputStreamReader(resource(name), StandardCharsets.UTF_8))) {
      return in.lines().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void eachRecordHasOneRecipe() {
    List<String> ids = recipes().map(Recipe::id).toList();
    assertEquals(ids.size(), ids.stream().distinct().count());
    assertTrue(RECORDS.keySet().containsAll(ids));
    assertTrue(ids.size() >= 490, ids.size() + " records are replayed");
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void isReproducedFromItsRecipe(Recipe r) {
    Map<String, Object> record = RECORDS.get(r.id);
    Solver solver = CATALOGUE.find(Kind.SOLVER, r.solver);
    NoiseSchedule schedule = CATALOGUE.find(Kind.SCHEDULE, r.schedule);
    TimeGrid grid = CATALOGUE.find(Kind.GRID, r.grid);
    List<Point> points = grid.on(schedule, r.steps);
    List<Integer> listed = listed(r, record);
    assertGrid(r, record, listed.stream().map(points::get).toList());

    boolean draws = record.containsKey("noise");
    var noise = new RecordedNoise(draws ? Json.rows(record.get("noise")) : new double[0][],
        draws ? Json.numbers(record.get("noise_nfe")) : new double[0]);
    List<double[]> states = new ArrayList<>(), all = states;
    var inputs = new ArrayList<double[]>();
    Watcher watch = p -> {
      if (p.step() > 0) all.add(p.state().toDoubles());
      if (p.evaluation() != null) inputs.add(((Tensor) p.evaluation().x()).toDoubles());
      else if (p.step() > 0) inputs.add(NOT_SHOWN);
    };
    double evaluations;
    try (Backend backend = Plain.f64()) {
      ScoreFunction score = network(r, record).score();
      var asked = new ArrayList<Evaluation>();
      var askedStates = new ArrayList<double[]>();
      score = score.with((e, w) -> {
        asked.add(e);
        askedStates.add(w.value(e.x()).toDoubles());
        return e;
      });
      if (!r.rule.isEmpty()) score = score.with(CATALOGUE.find(Kind.RULE, r.rule));
      Sampler sampler = Sampler.of(score).on(backend).along(schedule).solver(solver).grid(grid).steps(r.steps)
          .noise(noise).watch(watch);
      double[] z = Json.numbers(problem().get("z"));
      try (Samples s = sampler.sample(Tensor.of(Shape.of(2), z), Seeds.range(0, 4), Conditions.NONE)) {
        evaluations = s.report().evaluations();
      }
      states.addFirst(start(z, sampler));
      assertEquals((double) record.get("nfe"), evaluations, "evaluations");
      if (r.compare.equals("ends")) states = new ArrayList<>(List.of(states.getFirst(), states.getLast()));
      if (r.compare.equals("blocks")) states = new ArrayList<>(listed.stream().map(states::get).toList());
      if (r.compare.equals("asked")) states = new ArrayList<>(Stream.concat(askedStates.stream(), Stream.of(states.getLast())).toList());
      inputs.add(states.getLast());
      assertStates(record, r.compare.equals("inputs") ? inputs : states, listed.stream().map(points::get).toList());
      assertAsked(record, asked, askedStates);
    }
  }

  /** The nodes of the run that the record lists: all of them, or the ends of its blocks of steps. */
  private static List<Integer> listed(Recipe r, Map<String, Object> record) {
    if (!r.compare.equals("blocks")) return IntStream.rangeClosed(0, r.steps).boxed().toList();
    var ends = new ArrayList<>(List.of(0));
    for (double o : Json.numbers(((Map<?, ?>) record.get("grid")).get("orders"))) ends.add(ends.getLast() + (int) o);
    return ends;
  }

  private static double[] start(double[] z, Sampler sampler) {
    double scale = sampler.schedule().initialScale(sampler.points().getFirst());
    double[] x = z.clone();
    for (int i = 0; i < x.length; i++) x[i] *= scale;
    return x;
  }

  private static void assertStates(Map<String, Object> record, List<double[]> got, List<Point> points) {
    double[][] expected = Json.rows(record.get("x"));
    if (record.containsKey("nodes") && got.size() < expected.length) {
      double[][] all = expected;
      expected = Arrays.stream(Json.numbers(record.get("nodes"))).mapToObj(i -> all[(int) i]).toArray(double[][]::new);
    }
    assertEquals(expected.length, got.size(), "states");
    boolean exploding = record.get("space").equals("ve");
    double tolerance = (double) record.get("tol");
    for (int k = 0; k < expected.length; k++) {
      if (got.get(k) == NOT_SHOWN) continue;
      // An adaptive run has points of its own, along a process of alpha = 1.
      double scale = exploding ? 1 / points.get(Math.min(k, points.size() - 1)).alpha() : 1;
      for (int i = 0; i < expected[k].length; i++)
        assertEquals(expected[k][i], got.get(k)[i] * scale, tolerance * Math.max(1, Math.abs(expected[k][i])),
            "element " + i + " at node " + k);
    }
  }

  /** Where and about what the network was asked, stages included. */
  private static void assertAsked(Map<String, Object> record, List<Evaluation> asked, List<double[]> states) {
    double[] alphas = Json.numbers(record.get("eval_alpha")), sigmas = Json.numbers(record.get("eval_sigma"));
    double tolerance = (double) record.get("tol");
    // Where the steps follow from errors, so do the places.
    double places = ((Map<?, ?>) record.get("grid")).isEmpty() ? 1e-6 : 1e-9;
    boolean timesteps = "timestep".equals(((Map<?, ?>) record.get("options")).get("model_conditioning"));
    for (int k = 0; k < alphas.length && !timesteps; k++) {
      double ratio = sigmas[k] / alphas[k];
      assertEquals(ratio, asked.get(k).point().ratio(), places * ratio, "sigma/alpha of evaluation " + k);
    }
    double[][] x = Json.rows(record.get("x"));
    if (!record.containsKey("nodes") || x.length != states.size() + 1) return;
    boolean exploding = record.get("space").equals("ve");
    for (int k = 0; k < states.size(); k++) {
      double scale = exploding ? 1 / asked.get(k).point().alpha() : 1;
      for (int i = 0; i < x[k].length; i++)
        assertEquals(x[k][i], states.get(k)[i] * scale, tolerance * Math.max(1, Math.abs(x[k][i])), "element " + i + " of evaluation " + k);
    }
  }

  private static void assertGrid(Recipe r, Map<String, Object> record, List<Point> points) {
    var grid = (Map<?, ?>) record.get("grid");
    if (grid.isEmpty() && !record.containsKey("node_sigma")) return;
    Object sigmas = grid.isEmpty() ? record.get("node_sigma") : grid.get("sigmas");
    // The official codes list t and the sigma of the process, diffusers and k-diffusion sigma/alpha but on flows and in IPNDM.
    boolean own = grid.containsKey("t") || record.get("space").equals("flow") || r.id.startsWith("ipndm-");
    if (sigmas == null) {
      assertTimes(record, grid, points);
      return;
    }
    double[] expected = Json.numbers(sigmas);
    // Two-stage schedulers list inner nodes twice.
    if (expected.length != points.size() && record.containsKey("nodes")) expected = Arrays.stream(expected).distinct().toArray();
    // A peer appends sigma = 0 to a grid that it leaves one node earlier.
    boolean unvisited = expected.length == points.size() + 1 && expected[points.size()] == 0;
    assertEquals(expected.length - (unvisited ? 1 : 0), points.size(), "nodes");
    for (int i = 0; i < points.size(); i++) {
      Point p = points.get(i);
      assertEquals(expected[i], own ? p.sigma() : p.ratio(), 1e-11 * expected[i] + 1e-15, "sigma of node " + i);
    }
  }

  private static void assertTimes(Map<String, Object> record, Map<?, ?> grid, List<Point> points) {
    if (grid.containsKey("t")) {
      double[] times = Json.numbers(grid.get("t"));
      assertEquals(times.length, points.size(), "nodes");
      for (int i = 0; i < times.length; i++) assertEquals(times[i], points.get(i).time(), 1e-11 * times[i], "time of node " + i);
      return;
    }
    double[] times = Json.numbers(grid.get("timesteps"));
    if (record.containsKey("nodes")) {
      // Places of evaluations: those of stages, and of a step that is taken twice, are listed too.
      double[] all = times;
      int[] nodes = Arrays.stream(Json.numbers(record.get("nodes"))).mapToInt(i -> (int) i).toArray();
      times = Arrays.stream(nodes).limit(nodes.length - 1).mapToDouble(i -> all[i]).toArray();
    }
    for (int i = 0; i < times.length; i++) assertEquals(times[i], points.get(i).time(), "time of node " + i);
    assertEquals(times.length + 1, points.size());
  }

  private static GoldenNetwork network(Recipe r, Map<String, Object> record) {
    var mixture = (Map<?, ?>) problem().get("mixture");
    double[][][] covariances = ((List<?>) mixture.get("covariances")).stream().map(Json::rows).toArray(double[][][]::new);
    Object variance = ((Map<?, ?>) record.get("options")).get("model_predicted_variance");
    Prediction prediction = CATALOGUE.find(Kind.PREDICTION, r.prediction);
    return new GoldenNetwork(Json.numbers(mixture.get("weights")), Json.rows(mixture.get("means")), covariances, prediction,
        variance instanceof Double v ? v : Double.NaN);
  }

  private static Map<String, Object> problem() {
    return Json.read(resource("problem.json"));
  }

  private static Map<String, Map<String, Object>> records() {
    var all = new LinkedHashMap<String, Map<String, Object>>();
    for (String group : GROUPS) {
      for (Object c : (List<?>) Json.read(resource(group + ".json")).get("cases")) {
        var record = new LinkedHashMap<String, Object>();
        ((Map<?, ?>) c).forEach((k, v) -> record.put((String) k, v));
        all.put((String) record.get("id"), record);
      }
    }
    assertEquals(524, all.size(), "records on the test path");
    return all;
  }

  private static InputStream resource(String name) {
    InputStream in = GoldenTest.class.getResourceAsStream("/golden/" + name);
    if (in == null) throw new IllegalStateException("no resource " + name);
    return in;
  }
}
