package org.counterflow.formats.coefficients;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.counterflow.api.internal.text.Shown;
import org.counterflow.api.process.Point;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.internal.files.AtomicFile;
import org.counterflow.formats.internal.json.Json;
import org.counterflow.formats.internal.json.JsonReader;
import org.jspecify.annotations.Nullable;

/**
 * The coefficients of each step of a solver that was fitted to a network and a number of steps: with x_0 the state that a run begins from and
 * D_j the data estimate at point j,
 * <pre>x_{k+1} = start_k x_0 + ones_k + sum_{j to k} data_kj D_j</pre>
 * A point at which no row uses the estimate is not evaluated; so a first step may go from the start to where the first evaluation is.
 *
 * <p>As JSON: {@code {"format": 1, "points": [{"time": 999, "alpha": 0.07, "sigma": 0.99}, ...], "rows": [{"start": 0.9, "ones": 0.0, "data":
 * [0.1]}, ...]}}, of one row less than points, with {@code "grid"} and {@code "schedule"}, the texts that the points are of, if they are known.
 * The solver {@code non-stationary:FILE} of the catalogue steps by it.
 */
public final class StepCoefficients {
  /** The version of the form that is written; others are refused. */
  public static final int FORMAT = 1;
  /** Steps that a file may have at most; each keeps an estimate. */
  public static final int MOST_STEPS = 1000;

  private static final Set<String> MEMBERS = Set.of("format", "points", "rows", "grid", "schedule");
  private static final Set<String> POINT = Set.of("time", "alpha", "sigma");
  private static final Set<String> ROW = Set.of("start", "ones", "data");

  private final List<Point> points;
  private final List<Row> rows;
  private final @Nullable String grid;
  private final @Nullable String schedule;

  /** The coefficients of one state. */
  public static final class Row {
    private final double start;
    private final double ones;
    private final double[] data;

    /**
     * A row.
     *
     * @param start of the state that the run begins from
     * @param ones of the sample whose every element is 1
     * @param data of the estimates at the first point and after it; those that are left away are 0
     */
    public Row(double start, double ones, double... data) {
      this.start = start;
      this.ones = ones;
      this.data = data.clone();
    }

    /** Of the state that the run begins from. */
    public double start() {
      return start;
    }

    /** Of the sample whose every element is 1. */
    public double ones() {
      return ones;
    }

    /** Of the estimate at point {@code j}. */
    public double data(int j) {
      return j < data.length ? data[j] : 0;
    }

    private boolean isFinite() {
      return Double.isFinite(start) && Double.isFinite(ones) && Arrays.stream(data).allMatch(Double::isFinite);
    }
  }

  /**
   * Coefficients.
   *
   * @param points that a run visits, in its order: one more than rows
   * @param rows one a step
   * @throws IllegalArgumentException if they do not fit each other
   */
  public StepCoefficients(List<Point> points, List<Row> rows) {
    this(points, rows, null, null);
  }

  private StepCoefficients(List<Point> points, List<Row> rows, @Nullable String grid, @Nullable String schedule) {
    this.points = List.copyOf(points);
    this.rows = List.copyOf(rows);
    this.grid = grid;
    this.schedule = schedule;
    if (rows.isEmpty() || rows.size() > MOST_STEPS || points.size() != rows.size() + 1)
      throw new IllegalArgumentException(points.size() + " points and " + rows.size() + " rows: there is a row for each of 1 to " + MOST_STEPS
          + " steps, and a point more");
    for (int k = 0; k < points.size(); k++) check(k);
    for (int k = 0; k < rows.size(); k++) {
      if (!rows.get(k).isFinite()) throw new IllegalArgumentException("row " + k + " has a coefficient that is not finite");
      if (rows.get(k).data.length > k + 1) throw new IllegalArgumentException("row " + k + " has coefficients of " + rows.get(k).data.length
          + " estimates, and " + (k + 1) + (k == 0 ? " is known" : " are known") + " then");
    }
  }

  private void check(int k) {
    Point p = points.get(k);
    boolean place = Double.isFinite(p.time()) && p.alpha() >= 0 && p.sigma() >= 0 && p.alpha() + p.sigma() > 0
        && Double.isFinite(p.alpha() + p.sigma());
    if (!place) throw new IllegalArgumentException("point " + k + " is none: alpha and sigma are at least 0 and not both 0, all three finite, was " + p);
    if (k > 0 && !(p.lambda() > points.get(k - 1).lambda()))
      throw new IllegalArgumentException("point " + k + " is not nearer to data than the one before it: alpha/sigma must grow");
  }

  /** The same with the texts of grid and schedule that the points are of, for whoever reads the file. */
  public StepCoefficients of(String gridText, String scheduleText) {
    return new StepCoefficients(points, rows, gridText, scheduleText);
  }

  /** The points that a run visits. */
  public List<Point> points() {
    return points;
  }

  /** A row a step. */
  public List<Row> rows() {
    return rows;
  }

  /** {@code GRID along SCHEDULE}, if the file says it, else the ends. */
  public String grid() {
    if (grid != null) return grid + (schedule == null ? "" : " along " + schedule);
    return "sigma/alpha " + points.getFirst().ratio() + " to " + points.getLast().ratio();
  }

  /** Whether the estimate at point {@code j} is used in any row. */
  public boolean isEvaluated(int j) {
    return rows.stream().anyMatch(r -> r.data(j) != 0);
  }

  /**
   * Writes a file.
   *
   * @throws FormatException if it cannot be written
   */
  public void write(Path file) {
    AtomicFile.write(file, toJson());
  }

  private String toJson() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("format", FORMAT);
    if (grid != null) map.put("grid", grid);
    if (schedule != null) map.put("schedule", schedule);
    map.put("points", points.stream().map(p -> members("time", p.time(), "alpha", p.alpha(), "sigma", p.sigma())).toList());
    map.put("rows", rows.stream().map(r -> members("start", r.start, "ones", r.ones, "data", Arrays.stream(r.data).boxed().toList())).toList());
    return Json.pretty(map);
  }

  private static Map<String, Object> members(Object... keysAndValues) {
    var map = new LinkedHashMap<String, Object>();
    for (int i = 0; i < keysAndValues.length; i += 2) map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    return map;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param json all of it
   * @param where what messages call it
   * @throws FormatException if it is something else; the message names the place
   */
  public static StepCoefficients read(String json, String where) {
    Map<String, @Nullable Object> map = JsonReader.object(json, where);
    Object format = map.get("format");
    if (!Long.valueOf(FORMAT).equals(format))
      throw new FormatException(where, "is no file of step coefficients of format " + FORMAT + ": its \"format\" is " + Shown.value(String.valueOf(format)),
          "give a file that Counterflow wrote");
    only(map, MEMBERS, "the file", where);
    var points = new ArrayList<Point>();
    for (Object p : list(map.get("points"), "\"points\"", where)) {
      String what = "point " + points.size();
      Map<?, ?> m = object(p, POINT, what, where);
      points.add(new Point(number(m.get("time"), "time of " + what, where), number(m.get("alpha"), "alpha of " + what, where),
          number(m.get("sigma"), "sigma of " + what, where)));
    }
    var rows = new ArrayList<Row>();
    for (Object r : list(map.get("rows"), "\"rows\"", where)) {
      String what = "row " + rows.size();
      Map<?, ?> m = object(r, ROW, what, where);
      double[] data = list(m.get("data"), "data of " + what, where).stream().mapToDouble(d -> number(d, "data of " + what, where)).toArray();
      rows.add(new Row(number(m.get("start"), "start of " + what, where), number(m.get("ones"), "ones of " + what, where), data));
    }
    try {
      return new StepCoefficients(points, rows, text(map.get("grid"), "\"grid\"", where), text(map.get("schedule"), "\"schedule\"", where));
    } catch (IllegalArgumentException e) {
      throw new FormatException(where, String.valueOf(e.getMessage()), "", e);
    }
  }

  private static void only(Map<?, ?> map, Set<String> members, String what, String where) {
    for (Object key : map.keySet()) {
      if (!members.contains(key))
        throw new FormatException(where, what + " has an unknown member \"" + Shown.value(String.valueOf(key)) + "\"; it has "
            + String.join(", ", members.stream().sorted().toList()), "");
    }
  }

  private static Map<?, ?> object(@Nullable Object value, Set<String> members, String what, String where) {
    if (!(value instanceof Map<?, ?> m)) throw new FormatException(where, what + " must be a JSON object, {...}", "");
    only(m, members, what, where);
    return m;
  }

  private static List<?> list(@Nullable Object value, String what, String where) {
    if (value instanceof List<?> l) return l;
    throw new FormatException(where, what + " must be a JSON array, [...]", "");
  }

  private static double number(@Nullable Object value, String what, String where) {
    if (value instanceof Number n) return n.doubleValue();
    throw new FormatException(where, what + " must be a number", "");
  }

  private static @Nullable String text(@Nullable Object value, String what, String where) {
    if (value == null || value instanceof String) return (String) value;
    throw new FormatException(where, what + " must be a text", "");
  }
}
