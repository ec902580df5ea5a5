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
import java.util.stream.Stream;
import org.counterflow.api.Watcher;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.solvers.support.GoldenNetwork;
import org.counterflow.solvers.support.Json;
import org.counterflow.solvers.support.ScriptedNoise;
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
  private static final List<String> FAMILIES = List.of("first", "multistep");
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
    assertTrue(ids.size() >= 236, ids.size() + " records are replayed");
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void isReproducedFromItsRecipe(Recipe r) {
    Map<String, Object> record = RECORDS.get(r.id);
    Solver solver = CATALOGUE.find(Kind.SOLVER, r.solver);
    NoiseSchedule schedule = CATALOGUE.find(Kind.SCHEDULE, r.schedule);
    TimeGrid grid = CATALOGUE.find(Kind.GRID, r.grid);
    assertGrid(r, record, grid.on(schedule, r.steps));

    double[][] noise = record.containsKey("noise") ? Json.rows(record.get("noise")) : new double[0][];
    var states = new ArrayList<double[]>();
    var inputs = new ArrayList<double[]>();
    Watcher watch = p -> {
      if (p.step() > 0) states.add(p.state().toDoubles());
      if (p.evaluation() != null) inputs.add(((Tensor) p.evaluation().x()).toDoubles());
      else if (p.step() > 0) inputs.add(NOT_SHOWN);
    };
    double evaluations;
    try (Backend backend = new ScriptedNoise((seed, step, draw, i) -> noise[step][2 * (int) seed + i])) {
      ScoreFunction score = network(r, record).score();
      if (!r.rule.isEmpty()) score = score.with(CATALOGUE.find(Kind.RULE, r.rule));
      Sampler sampler = Sampler.of(score).on(backend).along(schedule).solver(solver).grid(grid).steps(r.steps)
          .watch(watch);
      double[] z = Json.numbers(problem().get("z"));
      try (Samples s = sampler.sample(Tensor.of(Shape.of(2), z), Seeds.range(0, 4), Conditions.NONE)) {
        evaluations = s.report().evaluations();
      }
      states.addFirst(start(z, sampler));
      assertEquals((double) record.get("nfe"), evaluations, "evaluations");
      inputs.add(states.getLast());
      assertStates(record, r.compare.equals("inputs") ? inputs : states, sampler.points());
    }
  }

  private static double[] start(double[] z, Sampler sampler) {
    double scale = sampler.schedule().initialScale(sampler.points().getFirst());
    double[] x = z.clone();
    for (int i = 0; i < x.length; i++) x[i] *= scale;
    return x;
  }

  private static void assertStates(Map<String, Object> record, List<double[]> got, List<Point> points) {
    double[][] expected = Json.rows(record.get("x"));
    if (record.containsKey("nodes")) {
      double[][] all = expected;
      expected = Arrays.stream(Json.numbers(record.get("nodes"))).mapToObj(i -> all[(int) i]).toArray(double[][]::new);
    }
    assertEquals(expected.length, got.size(), "states");
    boolean exploding = record.get("space").equals("ve");
    double tolerance = (double) record.get("tol");
    for (int k = 0; k < expected.length; k++) {
      if (got.get(k) == NOT_SHOWN) continue;
      double scale = exploding ? 1 / points.get(k).alpha() : 1;
      for (int i = 0; i < expected[k].length; i++)
        assertEquals(expected[k][i], got.get(k)[i] * scale, tolerance * Math.max(1, Math.abs(expected[k][i])),
            "element " + i + " at node " + k);
    }
  }

  private static void assertGrid(Recipe r, Map<String, Object> record, List<Point> points) {
    var grid = (Map<?, ?>) record.get("grid");
    Object sigmas = grid.get("sigmas");
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
