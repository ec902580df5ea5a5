package org.counterflow.cli.sampling;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.counterflow.cli.model.BundledModel;
import org.counterflow.cli.output.Destination;
import org.counterflow.formats.internal.targets.DataTargets;
import org.counterflow.formats.recipes.Recipes;
import org.jspecify.annotations.Nullable;

/** What a run would destroy by writing: the files that it reads, and what somebody else keeps where it writes. */
public final class Overwriting {
  private static final String REMEDY = ": give another --out, or replace it by --force";

  private Overwriting() {}

  /**
   * Refuses to write over what the run reads, whatever path or link names it, and over a {@code NAME.recipe.json} that is no array's recipe.
   *
   * @throws IllegalArgumentException if it would
   */
  public static void check(SampleRequest request, Destination to) {
    Map<String, Path> read = read(request);
    for (Path written : to.replaces()) {
      read.forEach((option, file) -> {
        if (isSame(written, file)) throw new IllegalArgumentException(written + " is what " + option + " reads, and would be written over"
            + REMEDY);
      });
    }
    Path foreign = to.foreign();
    if (foreign != null) throw new IllegalArgumentException(foreign + " is not a recipe that belongs to " + to.path()
        + ", and would be written over" + REMEDY);
  }

  /** The files that a run reads, by what names them. */
  private static Map<String, Path> read(SampleRequest request) {
    Map<String, Path> files = new LinkedHashMap<>();
    put(files, "--x-t", request.start());
    put(files, "--labels", request.labels());
    request.arrays().forEach((name, file) -> files.put("--input " + name, request.found(file, InputArrays.hashKey(name))));
    for (String key : List.of(Beginning.INIT, Beginning.MASK, Beginning.STATES)) {
      String given = request.find(key);
      if (given != null) files.put("--" + key, request.found(Path.of(given), key + ".sha256"));
    }
    Path again = request.again();
    put(files, "--again", again);
    if (again != null && again.toString().toLowerCase(Locale.ROOT).endsWith(".npy")) files.put("--again " + again, Recipes.fileBeside(again));
    String target = request.find("target");
    Path data = target == null ? null : DataTargets.file(target);
    if (data != null) files.put("--target " + target, request.found(data, ScoreSource.TARGET_HASH));
    String model = target == null ? request.find("model") : null;
    if (model != null && BundledModel.find(model) == null) files.put("--model", request.found(Path.of(model), ScoreSource.MODEL_HASH));
    String guide = target == null ? request.find(ScoreSource.GUIDE) : null;
    if (guide != null && BundledModel.find(guide) == null) files.put("--" + ScoreSource.GUIDE, Path.of(guide));
    return files;
  }

  private static void put(Map<String, Path> files, String option, @Nullable Path file) {
    if (file != null) files.put(option, file);
  }

  private static boolean isSame(Path written, Path read) {
    try {
      if (!Files.exists(written) || !Files.exists(read)) return false;
      // Of a folder, all pictures are read.
      Path folder = written.toRealPath().getParent();
      return Files.isSameFile(written, read) || Files.isDirectory(read) && folder != null && Files.isSameFile(folder, read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
