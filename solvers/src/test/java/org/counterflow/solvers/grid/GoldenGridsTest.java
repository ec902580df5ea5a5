package org.counterflow.solvers.grid;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.Point;
import org.counterflow.solvers.Parts;
import org.counterflow.solvers.support.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The grid of each recorded trajectory is that of a catalogue text, to 5e-12. The texts of {@code grids.tsv} say what the other program was
 * asked for, never what it recorded. How a record shows its grid is the column compare:
 *
 * <ul>
 * <li>{@code nodes}: it lists all nodes; {@code orders:2/2/1}: those at the ends of blocks of so many steps;
 * <li>{@code evaluated}: the times of its nodes are among those that it evaluated, in order;
 * <li>{@code evaluations:0/3}: it lists none, but its nodes, without the end, are the places of these evaluations; of adaptive runs the first.
 * </ul>
 */
class GoldenGridsTest {
  private static final double TOLERANCE = 5e-12;
  private static final Catalogue CATALOGUE = Catalogue.of(List.of(new Parts()));
  private static final Map<String, Map<String, Map<?, ?>>> GROUPS = new HashMap<>();

  private record Row(String group, String id, String schedule, String grid, int steps, String compare) {
    @Override
    public String toString() {
      return id + ": " + grid + " on " + schedule;
    }

    List<Point> points() {
      return CATALOGUE.find(Kind.GRID, grid).on(CATALOGUE.find(Kind.SCHEDULE, schedule), steps);
    }

    int[] numbers() {
      return Arrays.stream(compare.substring(compare.indexOf(':') + 1).split("/")).mapToInt(Integer::parseInt).toArray();
    }
  }

  static Stream<Row> rows() {
    try (var in = new BufferedReader(new InputStreamReader(resource("grids.tsv"), StandardCharsets.UTF_8))) {
      return in.lines().skip(1).map(l -> l.split("\t")).map(f -> new Row(f[0], f[1], f[2], f[3], Integer.parseInt(f[4]), f[5])).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream resource(String name) {
    InputStream in = GoldenGridsTest.class.getResourceAsStream("/golden/" + name);
    if (in == null) throw new IllegalStateException("no resource " + name);
    return in;
  }

  private static Map<String, Map<?, ?>> group(String name) {
    return GROUPS.computeIfAbsent(name, n -> {
      var all = new HashMap<String, Map<?, ?>>();
      for (Object c : (List<?>) Json.read(resource(n + ".json")).get("cases")) all.put((String) ((Map<?, ?>) c).get("id"), (Map<?, ?>) c);
      return all;
    });
  }

  @Test
  void eachRecordHasOneRow() {
    List<Row> rows = rows().toList();
    assertEquals(524, rows.stream().map(Row::id).distinct().count());
    assertEquals(524, rows.size());
    int records = rows.stream().map(Row::group).distinct().mapToInt(g -> group(g).size()).sum();
    assertEquals(524, records);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theTextMakesTheRecordedGrid(Row r) {
    Map<?, ?> record = group(r.group).get(r.id);
    if (r.compare.startsWith("evaluations:")) assertEvaluations(r, record);
    else if (r.compare.equals("evaluated")) assertEvaluated(r, (Map<?, ?>) record.get("grid"));
    else assertNodes(r, record);
  }

  private static void assertEvaluations(Row r, Map<?, ?> record) {
    double[] sigma = Json.numbers(record.get("eval_sigma")), alpha = Json.numbers(record.get("eval_alpha"));
    List<Point> points = r.points();
    for (int i = 0; i < r.numbers().length; i++) {
      int e = r.numbers()[i];
      assertClose(sigma[e] / alpha[e], points.get(i).ratio(), "sigma/alpha of node " + i);
    }
    assertEquals(points.size() - 1, r.numbers().length, "all nodes but the end");
  }

  private static void assertEvaluated(Row r, Map<?, ?> grid) {
    double[] times = Json.numbers(grid.get("timesteps"));
    int at = 0;
    for (Point p : r.points().subList(0, r.steps)) {
      while (at < times.length && times[at] != p.time()) at++;
      assertTrue(at < times.length, "the time " + p.time() + " was evaluated, in order");
    }
    assertEquals(times.length - 1, at, "evaluations after the last node");
  }

  private static void assertNodes(Row r, Map<?, ?> record) {
    var grid = (Map<?, ?>) record.get("grid");
    List<Point> points = r.compare.startsWith("orders:") ? ends(r.points(), r.numbers()) : r.points();
    if (grid.get("sigmas") == null) {
      // Lists of times leave the end out where it is clean data or what stands for it.
      double[] times = Json.numbers(grid.get(grid.containsKey("t") ? "t" : "timesteps"));
      assertEquals(times.length + (grid.containsKey("t") ? 0 : 1), points.size(), "nodes");
      for (int i = 0; i < times.length; i++) assertClose(times[i], points.get(i).time(), "time of node " + i);
      return;
    }
    double[] expected = Json.numbers(grid.get("sigmas"));
    // Two-stage schedulers list inner nodes twice, and one appends sigma = 0 to a grid that it leaves one node earlier.
    if (expected.length != points.size() && record.containsKey("nodes")) expected = Arrays.stream(expected).distinct().toArray();
    boolean unvisited = expected.length == points.size() + 1 && expected[points.size()] == 0;
    assertEquals(expected.length - (unvisited ? 1 : 0), points.size(), "nodes");
    // The official codes list the sigma of the process, IPNDM and the flows as well; the others list sigma/alpha.
    boolean own = grid.containsKey("t") || record.get("space").equals("flow") || r.id.startsWith("ipndm-");
    for (int i = 0; i < points.size(); i++)
      assertClose(expected[i], own ? points.get(i).sigma() : points.get(i).ratio(), "sigma of node " + i);
  }

  private static List<Point> ends(List<Point> points, int[] orders) {
    var ends = new ArrayList<Point>();
    ends.add(points.getFirst());
    int at = 0;
    for (int order : orders) ends.add(points.get(at += order));
    assertEquals(points.size() - 1, at, "steps of all blocks");
    return ends;
  }

  private static void assertClose(double expected, double got, String what) {
    assertEquals(expected, got, TOLERANCE * Math.abs(expected), what);
  }
}
