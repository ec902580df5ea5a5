package org.counterflow.backend.onnx;

import java.util.Map;
import java.util.TreeMap;
import org.counterflow.api.backend.Options;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Options#more} may say.
 *
 * @param constants {@code input.NAME=VALUE}: what an input takes that a call gives nothing for
 * @param dimensions {@code dim.NAME=N}: values of dimensions that the file leaves open
 * @param split {@code split=NAME}: the first output holds two halves, the second one called NAME
 * @param spinning {@code spinning=1}: worker threads wait by spinning
 */
record Settings(Map<String, Double> constants, Map<String, Integer> dimensions, @Nullable String split, boolean spinning) {
  private static final String INPUT = "input.";
  private static final String DIM = "dim.";

  static Settings of(Options options) {
    var constants = new TreeMap<String, Double>();
    var dimensions = new TreeMap<String, Integer>();
    for (var e : options.more().entrySet()) {
      String key = e.getKey();
      if (key.startsWith(INPUT) && key.length() > INPUT.length()) constants.put(key.substring(INPUT.length()), number(key, e.getValue()));
      else if (key.startsWith(DIM) && key.length() > DIM.length()) dimensions.put(key.substring(DIM.length()), size(key, e.getValue()));
      else if (!key.equals("split") && !key.equals("spinning"))
        throw new IllegalArgumentException("onnx has no option \"" + key + "\"; it has input.NAME, dim.NAME, split and spinning");
    }
    String split = options.more().get("split");
    if (split != null && split.isBlank())
      throw new IllegalArgumentException("split must name the second half of the output, for instance variance");
    String spinning = options.more().getOrDefault("spinning", "0");
    if (!spinning.equals("0") && !spinning.equals("1")) throw new IllegalArgumentException("spinning must be 0 or 1, was " + spinning);
    return new Settings(constants, dimensions, split, spinning.equals("1"));
  }

  private static double number(String key, String value) {
    try {
      double v = Double.parseDouble(value);
      if (Double.isFinite(v)) return v;
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(key + " must be a finite number, was \"" + value + "\"");
  }

  private static int size(String key, String value) {
    try {
      int v = Integer.parseInt(value);
      if (v >= 1) return v;
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(key + " must be a whole number of at least 1, was \"" + value + "\"");
  }
}
