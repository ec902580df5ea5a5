package org.counterflow.cli.sampling;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.counterflow.api.Recipe;
import org.counterflow.api.Seeds;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.cli.terminal.Console;
import org.counterflow.formats.arrays.Npy;
import org.counterflow.formats.arrays.NpyArray;
import org.counterflow.formats.internal.files.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Which samples are drawn, as far as that can be said before a network is opened.
 *
 * @param seeds one a sample
 * @param labels what {@code --labels} or the recipe gives, one a sample; null if neither does
 * @param start what {@code --x-t} gives, a row a sample; null for noise
 * @param startHash of the file; null for noise
 */
record SampleInputs(Seeds seeds, long @Nullable [] labels, @Nullable NpyArray start, @Nullable String startHash) {
  static final String LABELS = "labels";
  static final String START = "x-t";
  private static final int NETWORK_COUNT = 40;
  private static final int TARGET_COUNT = 1000;

  /** Reads the user's files. */
  static SampleInputs of(SampleRequest request, Console console) {
    Recipe recipe = request.recipe();
    NpyArray start = request.start() == null ? null : Npy.read(request.start());
    if (start != null && start.rows() == 0) throw new IllegalArgumentException(request.start()
        + " has no rows: save standard normals [n, shape], a row a sample");
    String hash = request.start() == null ? null : Sha256.of(request.start());
    String noted = recipe == null ? null : recipe.find(START);
    if (noted != null && hash == null) throw new IllegalArgumentException(
        "the recipe starts from normals that were given by a file and are not in it (sha256 " + noted
            + "): give that file again with --x-t FILE.npy");
    if (noted != null && !noted.equals(hash)) console.warn(request.start()
        + " is not the file that the recipe was made with: its sha256 is " + hash + ", was " + noted);
    long[] labels = request.labels() == null ? null : labels(request.labels());
    Seeds seeds = seeds(request, start, labels);
    if (labels == null) labels = noted(recipe, request, seeds);
    else if (labels.length != seeds.count()) throw new IllegalArgumentException(request.labels() + " has " + labels.length + " labels for "
        + seeds.count() + " samples: give one a sample"
        + (start == null || start.rows() == labels.length ? ", or " + samples(request, labels.length) : ""));
    if (start != null && start.rows() != seeds.count()) start = chosen(start, request, seeds);
    return new SampleInputs(seeds, labels, start, hash);
  }

  private static Seeds seeds(SampleRequest request, @Nullable NpyArray start, long @Nullable [] labels) {
    if (request.seeds() != null && request.seeds().isBlank())
      throw new IllegalArgumentException("--seeds is empty: give numbers and ranges, such as 0-63,100");
    if (request.seeds() != null) return Seeds.parse(request.seeds());
    if (request.count() != null) return Seeds.range(0, SampleRequest.positive("--count", request.count(), ""));
    if (request.recipe() != null) return request.recipe().seeds();
    if (start != null) return Seeds.range(0, start.rows());
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

  private static NpyArray chosen(NpyArray start, SampleRequest request, Seeds seeds) {
    Recipe recipe = request.recipe();
    if (recipe == null || recipe.find(START) == null || recipe.seeds().count() != start.rows()) throw new IllegalArgumentException(
        request.start() + " has " + start.rows() + " rows for " + seeds.count()
            + " samples: give a row a sample, or " + samples(request, start.rows()));
    int[] at = positions(recipe.seeds(), seeds, "starts", "--x-t");
    int n = start.values().length / start.rows();
    var values = new double[n * at.length];
    for (int i = 0; i < at.length; i++) System.arraycopy(start.values(), at[i] * n, values, i * n, n);
    int[] shape = start.shape();
    shape[0] = at.length;
    return NpyArray.of(values, shape);
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

  /** The starts as a tensor; null for noise. */
  @Nullable Tensor start(Shape shape, SampleRequest request) {
    if (start == null) return null;
    int[] s = start.shape();
    var wanted = new int[shape.rank() + 1];
    wanted[0] = seeds.count();
    for (int i = 0; i < shape.rank(); i++) wanted[i + 1] = shape.dimension(i);
    if (!Arrays.equals(s, wanted)) throw new IllegalArgumentException(request.start() + " has shape " + Arrays.toString(s) + ", and "
        + seeds.count() + " samples of shape " + shape + " start from " + Arrays.toString(wanted)
        + ": save standard normals of that shape");
    for (double v : start.values())
      if (!Double.isFinite(v)) throw new IllegalArgumentException(request.start() + " has " + v
          + " among its values: save standard normals");
    return Tensor.of(shape, start.values());
  }
}
