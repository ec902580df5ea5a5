package org.counterflow.cli.sampling;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.counterflow.api.Recipe;
import org.counterflow.api.Sampler;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.value.Value;
import org.counterflow.cli.terminal.Console;
import org.counterflow.formats.arrays.Npy;
import org.counterflow.formats.internal.files.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Values for inputs of a network from files: {@code --input NAME=FILE.npy}.
 *
 * @param files by the name of the input
 * @param hashes of the files as they were read, by the name of the input
 * @param values by the name of the input
 */
record InputArrays(Map<String, Path> files, Map<String, String> hashes, Map<String, Value> values) {
  /** Reads the files, and says where one is not what the recipe was made with. */
  static InputArrays of(SampleRequest request, Console console) {
    Map<String, Path> files = new LinkedHashMap<>();
    Map<String, Value> values = new LinkedHashMap<>();
    Map<String, String> hashes = new LinkedHashMap<>();
    Recipe recipe = request.recipe();
    request.arrays().forEach((name, named) -> {
      Path file = request.found(named, hashKey(name));
      String noted = recipe == null ? null : recipe.find(hashKey(name)), hash = Sha256.of(file);
      if (noted != null && !noted.equals(hash)) console.warn(file + " is not the file that the recipe was made with: its sha256 is " + hash
          + ", was " + noted);
      files.put(name, file);
      hashes.put(name, hash);
      values.put(name, Npy.value(file));
    });
    return new InputArrays(files, hashes, values);
  }

  static String hashKey(String name) {
    return "condition." + name + ".sha256";
  }

  /** The sampler whose recipe tells of the files. */
  Sampler noted(Sampler s) {
    for (Map.Entry<String, Path> e : files.entrySet())
      s = s.noting("input." + e.getKey(), e.getValue().toString()).noting(hashKey(e.getKey()), hashes.getOrDefault(e.getKey(), ""));
    return s;
  }

  /**
   * The conditions of some samples.
   *
   * @param labels what is known of them beside
   * @param some their numbers
   * @param count of all samples
   */
  Conditions of(Conditions labels, int[] some, int count, @Nullable ScoreNetwork network) {
    Conditions all = labels;
    for (Map.Entry<String, Value> e : values.entrySet()) {
      Value v = e.getValue();
      boolean rows = count > 1 && v.dimensions().rank() > 0 && v.count() == count && (network == null || isBatched(network, e.getKey()));
      all = all.with(e.getKey(), rows ? Rows.of(v, some, count) : v);
    }
    return all;
  }

  private static boolean isBatched(ScoreNetwork network, String name) {
    var port = network.roles().conditions().get(name);
    return port == null || network.roles().isBatched(port);
  }
}
