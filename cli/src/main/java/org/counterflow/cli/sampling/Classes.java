package org.counterflow.cli.sampling;

import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import org.counterflow.api.internal.text.Shown;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Guidance;
import org.counterflow.cli.model.ModelCard;
import org.counterflow.cli.terminal.Console;
import org.jspecify.annotations.Nullable;

/**
 * The class of each sample.
 *
 * @param labels one a sample; empty where none is asked for
 * @param key what the recipe calls them; null if they follow from the seeds
 * @param none the label that means no class, or null
 */
record Classes(int[] labels, @Nullable String key, @Nullable Integer none) {
  private static final String CLASS = Conditions.CLASS;

  /** The classes that are asked for; else a sample's seed modulo the number of classes. */
  static Classes of(SampleRequest request, SampleInputs inputs, ScoreSource source) {
    String one = request.labels() == null ? request.find(CLASS) : null;
    long[] given = inputs.labels();
    if (!source.takesClass()) {
      if (one == null && given == null) return new Classes(new int[0], null, null);
      throw new IllegalArgumentException("--" + (given == null ? "class" : "labels") + " needs a network that takes a class, and "
          + source.id() + " takes none: leave it out");
    }
    int n = inputs.seeds().count();
    Integer none = source.card().nullClass();
    if (given != null) return new Classes(checked(given, request, source.card()), SampleInputs.LABELS, none);
    if (one != null) {
      var labels = new int[n];
      Arrays.fill(labels, source.card().label(one));
      return new Classes(labels, CLASS, none);
    }
    if (inputs.beginning().isData()) return ofData(source, n, none);
    int classes = source.card().classes().size();
    var labels = new int[classes == 0 ? 0 : n];
    for (int i = 0; i < labels.length; i++) labels[i] = Math.floorMod(inputs.seeds().get(i), classes);
    return new Classes(labels, null, none);
  }

  /** What a picture shows does not follow from a seed. */
  private static Classes ofData(ScoreSource source, int n, @Nullable Integer none) {
    if (none == null && !source.card().classes().isEmpty()) throw new IllegalArgumentException(source.id()
        + " takes a class, and nothing says what --init shows: give --class or --labels");
    var labels = new int[none == null ? 0 : n];
    if (none != null) Arrays.fill(labels, none);
    return new Classes(labels, none == null ? null : CLASS, none);
  }

  private static int[] checked(long[] given, SampleRequest request, ModelCard card) {
    int classes = card.classes().size();
    Integer none = card.nullClass();
    var labels = new int[given.length];
    for (int i = 0; i < given.length; i++) {
      boolean known = given[i] >= 0 && given[i] <= Integer.MAX_VALUE
          && (classes == 0 || given[i] < classes || (none != null && given[i] == none));
      if (!known) throw new IllegalArgumentException((request.labels() == null ? "the recipe" : request.labels().toString()) + " has label "
          + given[i] + " for sample " + i + ", out of range: " + card.name() + " has 0 to " + (classes - 1)
          + (none == null ? "" : ", and " + none + " for no class"));
      labels[i] = (int) given[i];
    }
    return labels;
  }

  /** A label of a recipe. */
  static long noted(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("the recipe has the label \"" + Shown.value(text) + "\", where a whole number must be: give --labels or"
          + " --class", e);
    }
  }

  /**
   * Checks that guidance has what it asks for, and says where it is for nothing.
   *
   * @param points of the run
   */
  void check(Guidance guidance, List<Point> points, ScoreSource source, SampleRequest request, Console console) {
    Conditions any = Conditions.classes(0);
    boolean asks = points.stream().anyMatch(p -> guidance.ask(any, p).stream().anyMatch(c -> c.find(CLASS) == null));
    if (!asks) return;
    if (none == null && source.network() != null && source.network().constant(CLASS) == null)
      throw new NetworkException("guidance needs the label that means no class (counterflow.null-class), and " + source.id()
          + " names none. Remedy: correct the file's metadata, name it by --input class=LABEL, or leave out --guidance");
    if (none != null && labels.length > 0 && Arrays.stream(labels).allMatch(l -> l == none)) console.warn("all samples are of no class, "
        + "where guidance changes nothing and evaluates twice: leave out --guidance " + guidance);
  }

  /** Of some samples. */
  Classes of(int... some) {
    return labels.length == 0 ? this : new Classes(Arrays.stream(some).map(i -> labels[i]).toArray(), key, none);
  }

  /** As a run takes them. */
  Conditions conditions() {
    return labels.length == 0 ? Conditions.NONE : Conditions.classes(Arrays.stream(labels).asLongStream().toArray());
  }

  /** As a recipe says them. */
  String text() {
    if (CLASS.equals(key)) return none != null && labels[0] == none ? "none" : Integer.toString(labels[0]);
    var text = new StringJoiner(",");
    for (int l : labels) text.add(Integer.toString(l));
    return text.toString();
  }
}
