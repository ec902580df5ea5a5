package org.counterflow.cli.sampling;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.counterflow.api.Recipe;
import org.counterflow.api.Seeds;
import org.counterflow.cli.terminal.Console;
import org.counterflow.formats.arrays.Npy;
import org.counterflow.formats.arrays.NpyArray;
import org.jspecify.annotations.Nullable;

/**
 * Which samples are drawn, as far as that can be said before a network is opened.
 *
 * @param seeds one a sample
 * @param labels what {@code --labels} or the recipe gives, one a sample; null if neither does
 * @param beginning what samples begin with
 */
record SampleInputs(Seeds seeds, long @Nullable [] labels, Beginning beginning) {
  static final String LABELS = "labels";
  static final String START = "x-t";
  private static final int NETWORK_COUNT = 40;
  private static final int TARGET_COUNT = 1000;

  /** Reads the user's files. */
  static SampleInputs of(SampleRequest request, Console console) {
    Recipe recipe = request.recipe();
    String noted = recipe == null || request.encodes() ? null : recipe.find(START);
    if (noted != null && request.start() == null) throw new IllegalArgumentException(
        "the recipe starts from normals that were given by a file and are not in it (sha256 " + noted
            + "): give that file again with --x-t FILE.npy");
    Beginning begins = Beginning.of(request, console);
    GivenValues values = begins.values();
    if (noted != null && values != null && !noted.equals(values.sha256())) console.warn(values.path()
        + " is not the file that the recipe was made with: its sha256 is " + values.sha256() + ", was " + noted);
    long[] labels = request.labels() == null ? null : labels(request.labels());
    Seeds seeds = seeds(request, begins, labels);
    if (labels == null) labels = noted(recipe, request, seeds);
    else if (labels.length != seeds.count()) throw new IllegalArgumentException(request.labels() + " has " + labels.length + " labels for "
        + seeds.count() + " samples: give one a sample"
        + (begins.rows() == 0 || begins.rows() == labels.length ? ", or " + samples(request, labels.length) : ""));
    if (values != null && begins.rows() > 0 && begins.rows() != seeds.count()) begins = begins.at(chosen(values, request, seeds));
    return new SampleInputs(seeds, labels, begins);
  }

  private static Seeds seeds(SampleRequest request, Beginning begins, long @Nullable [] labels) {
    if (request.seeds() != null && request.seeds().isBlank())
      throw new IllegalArgumentException("--seeds is empty: give numbers and ranges, such as 0-63,100");
    if (request.seeds() != null) return Seeds.parse(request.seeds());
    if (request.count() != null) return Seeds.range(0, SampleRequest.positive("--count", request.count(), ""));
    if (request.recipe() != null) return request.recipe().seeds();
    if (begins.rows() > 0) return Seeds.range(0, begins.rows());
    if (labels != null) return Seeds.range(0, labels.length);
    return Seeds.range(0, request.find("target") == null ? NETWORK_COUNT : TARGET_COUNT);
  }

  /** What asks for so many samples, beside the options that are given. */
  private static String samples(SampleRequest request, int n) {
    return request.seeds() == null ? "--count " + n : n + " seeds";
  }

  private static long[] labels(Path file) {
    NpyArray a = Npy.read(file);
    if (a.values().length == 0 || a.rows() != a.values().length)
      throw new IllegalArgumentException(file + " has shape " + Arrays.toString(a.shape())
          + ": --labels takes [n], a whole number a sample");
    return a.longs();
  }

  /** The labels of a recipe that belong to these seeds. */
  private static long @Nullable [] noted(@Nullable Recipe recipe, SampleRequest request, Seeds seeds) {
    String text = recipe == null || request.settings().containsKey("class") || request.find("target") != null ? null : recipe.find(LABELS);
    if (recipe == null || text == null) return null;
    String[] all = text.split(",");
    if (all.length != recipe.seeds().count()) throw new IllegalArgumentException("the recipe has " + all.length + " labels for "
        + recipe.seeds().count() + " seeds: it was edited");
    int[] at = positions(recipe.seeds(), seeds, "labels", "--labels or --class");
    var labels = new long[at.length];
    for (int i = 0; i < at.length; i++) labels[i] = Classes.noted(all[at[i]]);
    return labels;
  }

  /** The rows of these seeds, where the recipe says which were whose. */
  private static int[] chosen(GivenValues values, SampleRequest request, Seeds seeds) {
    Recipe recipe = request.recipe();
    if (recipe == null || recipe.seeds().count() != values.count()) throw new IllegalArgumentException(values.path() + " has "
        + values.count() + " rows for " + seeds.count() + " samples: give a row a sample, or " + samples(request, values.count()));
    return positions(recipe.seeds(), seeds, "starts", "a row a sample");
  }

  /** Where asked seeds stand in a recipe. */
  private static int[] positions(Seeds in, Seeds asked, String what, String remedy) {
    Map<Long, Integer> places = new HashMap<>();
    for (int i = in.count() - 1; i >= 0; i--) places.put(in.get(i), i);
    boolean same = in.equals(asked);
    var at = new int[asked.count()];
    for (int i = 0; i < at.length; i++) {
      Integer place = same ? Integer.valueOf(i) : places.get(asked.get(i));
      if (place == null) throw new IllegalArgumentException("the recipe has " + what + " for the seeds " + in + ", none for " + asked.get(i)
          + ": give " + remedy);
      at[i] = place;
    }
    return at;
  }
}
