package org.counterflow.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.backend.Options;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Shape;
import org.counterflow.backend.onnx.OnnxNetwork;
import org.counterflow.diagnostics.accuracy.Accuracy;
import org.counterflow.diagnostics.accuracy.Contender;
import org.counterflow.diagnostics.accuracy.Contest;
import org.counterflow.diagnostics.findings.Curve;
import org.counterflow.diagnostics.findings.Figure;
import org.counterflow.diagnostics.plots.LineChart;
import org.counterflow.formats.arrays.Npy;
import org.counterflow.solvers.Guidances;

/**
 * The tables and plots of {@code docs/choosing-a-sampler.md}: {@code ChoosingASampler NETWORK.onnx STARTS DOCS}. STARTS holds normals and labels
 * and where they end; the tables between the marks in DOCS/choosing-a-sampler.md are replaced, and the pictures of that name.
 *
 * <p>Every deterministic solver of the catalogue is tried on every grid with a few starts, at 5, 10 and 20 evaluations; then, at each number of
 * evaluations, with all starts on the grids that were best near it and on {@code trailing}. Where STARTS has where they end with guidance
 * ({@code fine-guided.npy}), the best dozen are run with guidance too. What was measured is kept in
 * DOCS/choosing-a-sampler.tsv and not measured again: delete it to begin anew, or a line of it. With a fourth argument, {@code known}, nothing is
 * measured: the tables are of what is known.
 */
public final class ChoosingASampler {
  private static final List<Integer> BUDGETS = List.of(5, 6, 8, 10, 15, 20);
  private static final List<Integer> TRIED_AT = List.of(5, 10, 20);
  private static final int FEW = 4;
  private static final int GUIDED = 12;
  private static final double WEIGHT = 3;
  private static final List<String> GRIDS = List.of("trailing", "karras", "exponential", "beta57", "time-quadratic", "align-your-steps",
      "kl-optimal");
  private static final List<String> SOLVERS = List.of("unipc", "dpmpp-2m", "ddim", "unipc:order=3", "deis-logrho:order=3", "dpmpp-3m", "deis-tab",
      "ipndm", "lms", "ab-norsett", "res-2m", "heun", "dpm-solver-2m", "dpm-solver-3m", "unipc:order=4", "unipc:form=noise", "deis-tab:order=2",
      "deis-tab:order=4", "deis-logrho", "lms:order=2", "lms:order=3", "ipndm:order=2", "ipndm:order=3", "ab-norsett:order=4", "plms",
      "gradient-estimation", "unip", "unip:order=3", "dpm-2", "dpm-solver-2s", "dpm-solver-3s", "dpmpp-2s", "dpmpp-3s", "dpm-fast", "exp-rk-2",
      "exp-rk-3", "exp-rk-4", "exp-rk-5", "exp-rk-6", "exp-rk", "exp-heun-2-x0", "res-2s", "res-3s", "picard-collocation", "accelerated-ode",
      "accelerated-ode-ab2", "pf-ode-li", "pf-ode-scheme-1", "pf-ode-scheme-2", "heunpp2", "rk-euler", "rk-midpoint", "rk-ralston", "rk-heun",
      "rk-kutta3", "rk-ssprk3", "rk-bosh3", "rk-4", "rk-38", "rk-dopri5", "rk-tsit5", "rk-butcher6", "rk-butcher7", "rk-cooper-verner8", "rk-dop853");
  /** In the plots, where not all have a place: the best ones, and of each kind one that is widely used. */
  private static final List<String> SHOWN = List.of("unipc", "ipndm:order=3", "deis-tab:order=4", "dpmpp-2m", "unipc:order=3", "deis-logrho:order=3",
      "exp-rk-3", "heun", "ddim");
  /** Deterministic, and not in the table: other names of what is there, what chooses its own steps, and what needs a network of another kind. */
  private static final Set<String> LEFT_OUT = Set.of("euler", "dpm-solver-1s", "exp-rk-1", "deis-rhoab", "ipndm-v", "res-multistep", "flow-euler",
      "flow-heun", "dpm-adaptive-12", "dpm-adaptive-23", "flow-map");
  /** As other libraries are used, whatever grid is the best. */
  private static final Map<String, String> USUAL = Map.of("ddim", "trailing", "dpmpp-2m", "trailing", "unipc", "trailing", "deis-logrho:order=3",
      "trailing", "unipc:order=3", "exponential");

  private final Contest contest;
  private final Contest few;
  private final String which;
  private final Measurements known;
  private final Map<String, Map<Integer, Contender>> best = new LinkedHashMap<>();

  private ChoosingASampler(Contest contest, String which, Measurements known) {
    this.contest = contest;
    few = contest.first(FEW);
    this.which = which;
    this.known = known;
  }

  /** Runs it. */
  public static void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT);
    Path starts = Path.of(args[1]), docs = Path.of(args[2]);
    Catalogue catalogue = Catalogue.installed();
    complete(catalogue);
    var known = new Measurements(docs.resolve("choosing-a-sampler.tsv"), args.length > 3 && args[3].equals("known"));
    try (var network = OnnxNetwork.open(Path.of(args[0]), Options.defaults().threads(1));
        var backend = Backends.installed().open("cpu-vector", Options.defaults().threads(1))) {
      ScoreFunction score = ScoreFunction.of(network);
      var plain = new ChoosingASampler(contest(Sampler.of(score).on(backend), catalogue, starts, "fine.npy"), "", known);
      plain.run(SOLVERS);
      List<String> ranked = plain.ranked();
      plain.write(docs, ranked, "Error against a fine solution, without guidance");
      if (!Files.exists(starts.resolve("fine-guided.npy"))) return;
      var guided = new ChoosingASampler(
          contest(Sampler.of(score.guided(Guidances.classifierFree(WEIGHT))).on(backend), catalogue, starts, "fine-guided.npy"), "-guided", known);
      guided.run(ranked.subList(0, Math.min(GUIDED, ranked.size())));
      if (!guided.ranked().isEmpty()) guided.write(docs, guided.ranked(), "Error against a fine solution, guidance 3");
    }
  }

  private static Contest contest(Sampler base, Catalogue catalogue, Path starts, String fine) {
    double[] x = Npy.read(starts.resolve("x_T.npy")).values(), labels = Npy.read(starts.resolve("labels.npy")).values();
    double[] end = Npy.read(starts.resolve(fine)).values();
    var shape = Shape.of(1, 28, 28);
    // With guidance, from the first starts alone.
    int samples = (int) (end.length / shape.elements());
    var normals = new float[end.length];
    for (int i = 0; i < normals.length; i++) normals[i] = (float) x[i];
    return new Contest(base, catalogue, shape, normals, Arrays.stream(labels).limit(samples).mapToLong(d -> (long) d).toArray(), end);
  }

  /** A solver that is added to the catalogue is added here, or left out with a reason. */
  private static void complete(Catalogue catalogue) {
    Set<String> ids = SOLVERS.stream().map(s -> s.replaceFirst("[:(].*", "")).collect(Collectors.toSet());
    var missing = new TreeSet<String>();
    for (Catalogue.Listed l : catalogue.list(Kind.SOLVER)) {
      Traits t = l.entry().traits();
      if (t != null && !t.stochastic() && !ids.contains(l.entry().id()) && !LEFT_OUT.contains(l.entry().id())) missing.add(l.entry().id());
    }
    if (!missing.isEmpty()) throw new IllegalStateException("deterministic solvers that are neither in SOLVERS nor in LEFT_OUT: " + missing);
  }

  /** As many at a time as there are processors: a run is a chain of calls, each of one thread. */
  private void run(List<String> solvers) {
    for (String s : solvers) best.put(s, new LinkedHashMap<>());
    try (var workers = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      List<Future<?>> all = solvers.stream().<Future<?>>map(s -> workers.submit(() -> run(s))).toList();
      for (Future<?> f : all) f.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void run(String solver) {
    Map<Integer, Contender> row = best.get(solver);
    Map<Integer, String> grids = new LinkedHashMap<>();
    for (int at : TRIED_AT) first(solver, at).ifPresent(g -> grids.put(at, g));
    for (int b : BUDGETS) {
      Set<String> candidates = new LinkedHashSet<>(List.of(GRIDS.getFirst(), USUAL.getOrDefault(solver, GRIDS.getFirst())));
      TRIED_AT.stream().filter(at -> near(at, b) && grids.containsKey(at)).forEach(at -> candidates.add(grids.get(at)));
      candidates.stream().flatMap(g -> run(contest, solver, g, b).stream())
          .min(Comparator.comparingDouble(c -> c.accuracy().rmse())).ifPresent(c -> row.put(b, c));
    }
    if (!row.isEmpty()) System.out.println(row(solver));
  }

  /** Those on both sides of a number of evaluations, or the one that it is. */
  private static boolean near(int at, int b) {
    return TRIED_AT.contains(b) ? at == b : TRIED_AT.stream().noneMatch(t -> t > Math.min(at, b) && t < Math.max(at, b));
  }

  /** The grid that is best with few starts. */
  private Optional<String> first(String solver, int evaluations) {
    return GRIDS.stream().flatMap(g -> run(few, solver, g, evaluations).stream())
        .min(Comparator.comparingDouble(c -> c.accuracy().rmse())).map(Contender::grid);
  }

  private Optional<Contender> run(Contest of, String solver, String grid, int evaluations) {
    return known.get(List.of("score" + which, solver, grid, of.samples() + "", evaluations + ""), () -> {
      try {
        return of.run(solver, grid, evaluations);
      } catch (IllegalArgumentException e) {
        System.out.println(solver + " on " + grid + ", " + evaluations + " evaluations: " + e.getMessage());
        return Optional.empty();
      }
    });
  }

  /** By the error over all budgets: the geometric mean, those that miss a budget last. */
  private List<String> ranked() {
    return best.keySet().stream().filter(s -> !best.get(s).isEmpty()).sorted(Comparator.comparingDouble(this::mean)).toList();
  }

  private double mean(String solver) {
    double sum = 0;
    for (int b : BUDGETS) {
      Contender c = best.get(solver).get(b);
      sum += c == null ? 10 : Math.log(c.accuracy().rmse());
    }
    return sum;
  }

  private String row(String solver) {
    var cells = new StringBuilder("| `" + solver + "` |");
    for (int b : BUDGETS) {
      Contender c = best.get(solver).get(b);
      cells.append(c == null ? " |" : String.format(" **%s** %s %s %s%s |", figure(c.accuracy().rmse()), figure(c.accuracy().median()),
          figure(c.accuracy().p90()), c.grid(), c.evaluations() < b ? " (" + c.evaluations() + ")" : ""));
    }
    return cells.toString();
  }

  private static String figure(double v) {
    return String.format("%.4f", v).replaceFirst("^0", "");
  }

  private void write(Path docs, List<String> ranked, String title) throws IOException {
    var table = new StringBuilder("| solver |");
    for (int b : BUDGETS) table.append(" ").append(b).append(" |");
    table.append("\n|---|").append("---|".repeat(BUDGETS.size())).append('\n');
    for (String s : ranked) table.append(row(s)).append('\n');
    if (which.isEmpty()) {
      table.append("\n| as usual |");
      for (int b : BUDGETS) table.append(" ").append(b).append(" |");
      table.append("\n|---|").append("---|".repeat(BUDGETS.size())).append('\n');
      for (String s : SOLVERS) {
        String grid = USUAL.get(s);
        if (grid == null) continue;
        table.append("| `").append(s).append("` on `").append(grid).append("` |");
        for (int b : BUDGETS) table.append(' ').append(run(contest, s, grid, b).map(c -> figure(c.accuracy().rmse())).orElse("")).append(" |");
        table.append('\n');
      }
    }
    Path page = docs.resolve("choosing-a-sampler.md");
    String mark = "<!-- table" + which + " -->", end = "<!-- end of table" + which + " -->", text = Files.readString(page);
    int from = text.indexOf(mark), to = text.indexOf(end);
    if (from < 0 || to < from) throw new IllegalStateException(page + " has no place for a table between " + mark + " and " + end);
    Files.writeString(page, text.substring(0, from) + mark + "\n" + table + text.substring(to));
    Files.writeString(docs.resolve("pictures/choosing-a-sampler" + which + ".svg"), chart(ranked, title));
  }

  private String chart(List<String> ranked, String title) {
    var curves = new ArrayList<Curve>();
    for (String s : SHOWN) if (ranked.contains(s)) curves.add(Curve.measured(s, BUDGETS.stream().map(best.get(s)::get).filter(c -> c != null)
        .map(c -> new Curve.At(c.evaluations(), c.accuracy().rmse())).toList()));
    return LineChart.svg(Figure.logarithmic(title, "network evaluations a sample", "root mean square error", curves));
  }
}
