package org.counterflow.diagnostics.lab.fewsteps;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.counterflow.api.tensor.Shape;
import org.counterflow.diagnostics.accuracy.Contest;
import org.counterflow.diagnostics.accuracy.Drawn;
import org.counterflow.diagnostics.findings.Curve;
import org.counterflow.diagnostics.findings.Figure;
import org.counterflow.diagnostics.findings.Picture;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.samples.Estimated;
import org.counterflow.diagnostics.topic.Topic;
import org.counterflow.formats.pictures.ContactSheet;

/** All samplers at all numbers of evaluations: as tables, as figures, and as one picture. */
final class FewStepsBoard {
  private final String name;
  private final List<Integer> evaluations;
  private final Judge judge;
  private final List<FewStepsCell> cells = new ArrayList<>();

  /** What is measured of samples, and shown of them. */
  interface Judge {
    /** Distances to real samples by name, the one under the pictures first. */
    List<String> distances();

    /** Of samples, [samples, shape]. */
    FewStepsCell judge(FewStepsSampler s, int evaluations, double toFine, double[] values);

    /** The shape of a tile. */
    Shape tile();

    /** What is shown in a last row, with its captions: the fine solution, and real samples. */
    List<float[]> last();

    /** One a tile of the last row. */
    List<String> captions();
  }

  /**
   * Runs all.
   *
   * @param name of the target, before the name of each bar
   * @param contest from equal starts
   * @param grid as text, of each sampler
   * @param evaluations from few to many
   */
  FewStepsBoard(String name, Contest contest, Function<FewStepsSampler, String> grid, List<Integer> evaluations, Judge judge, Topic.Progress progress) {
    this.name = name;
    this.evaluations = List.copyOf(evaluations);
    this.judge = judge;
    for (FewStepsSampler s : FewStepsSampler.ALL) {
      for (int e : evaluations) {
        progress.now(name + ": " + s.solver() + ", " + e + " evaluations");
        Optional<Drawn> drawn = contest.draw(s.solver(), grid.apply(s), e);
        if (drawn.isEmpty()) throw new IllegalStateException(s.solver() + " on " + grid.apply(s) + " leaves the finite numbers with " + e + " evaluations");
        Drawn d = drawn.get();
        cells.add(judge.judge(s, e, s.stochastic() ? Double.NaN : d.contender().accuracy().rmse(), d.values()));
      }
    }
  }

  FewStepsCell at(String solver, int number) {
    for (FewStepsCell c : cells) if (c.solver().equals(solver) && c.evaluations() == number) return c;
    throw new IllegalStateException("no " + solver + " at " + number);
  }

  List<Integer> evaluations() {
    return evaluations;
  }

  List<String> distances() {
    return judge.distances();
  }

  List<Table> tables() {
    var all = new ArrayList<Table>();
    all.add(table("root mean square distance to the fine solution", c -> Double.isNaN(c.toFine()) ? "" : number(c.toFine())));
    for (String d : judge.distances()) all.add(table(d, c -> text(c.distance(d))));
    return all;
  }

  private interface Shown {
    String of(FewStepsCell c);
  }

  private Table table(String what, Shown shown) {
    var head = new ArrayList<String>(List.of("solver"));
    for (int e : evaluations) head.add(e + " evaluations");
    var rows = new ArrayList<List<String>>();
    for (FewStepsSampler s : FewStepsSampler.ALL) {
      var row = new ArrayList<String>(List.of(s.solver()));
      for (int e : evaluations) row.add(shown.of(at(s.solver(), e)));
      if (row.subList(1, row.size()).stream().anyMatch(cell -> !cell.isEmpty())) rows.add(row);
    }
    return new Table(name + ": " + what, head, rows);
  }

  List<Figure> figures() {
    String first = judge.distances().getFirst();
    return List.of(figure("distance to the fine solution, root mean square", FewStepsCell::toFine), figure(first, c -> c.distance(first).value()));
  }

  private interface Value {
    double of(FewStepsCell c);
  }

  /** What is 0 or less, as an unbiased estimate may be, has no place on the axis. */
  private Figure figure(String what, Value value) {
    var curves = new ArrayList<Curve>();
    for (FewStepsSampler s : FewStepsSampler.ALL) {
      List<Curve.At> points = evaluations.stream().map(e -> new Curve.At(e, value.of(at(s.solver(), e)))).filter(p -> p.y() > 0).toList();
      if (!points.isEmpty()) curves.add(Curve.measured(s.solver(), points));
    }
    return Figure.logarithmic(name + ": " + what, "evaluations a sample", what, curves);
  }

  Picture picture(String caption) {
    var captions = new ArrayList<String>();
    var tiles = new ArrayList<float[]>();
    for (FewStepsCell c : cells) {
      String first = judge.distances().getFirst();
      captions.add(c.solver() + ", " + c.evaluations() + "\n" + (Double.isNaN(c.toFine()) ? "draws noise" : "fine " + number(c.toFine()))
          + "\n" + caption(first, c.distance(first)));
      tiles.add(c.tile());
    }
    captions.addAll(judge.captions());
    tiles.addAll(judge.last());
    int n = Math.toIntExact(judge.tile().elements());
    var values = new float[tiles.size() * n];
    for (int i = 0; i < tiles.size(); i++) System.arraycopy(tiles.get(i), 0, values, i * n, n);
    byte[] png = ContactSheet.of(name).note("a row a sampler, a column a number of evaluations").columns(evaluations.size()).zoom(2)
        .png(judge.tile(), values, captions);
    return new Picture(name, caption, png);
  }

  /** The pictures' letters have no sign for plus or minus. */
  static String caption(String distance, Estimated e) {
    return distance.replaceFirst(" .*", "") + " " + text(e).replace("\u00b1", "+-");
  }

  private static String text(Estimated e) {
    return String.format(Locale.ROOT, "%.3g \u00b1 %.1g", e.value(), e.error());
  }

  private static String number(double v) {
    return String.format(Locale.ROOT, "%.3g", v);
  }
}
