package org.counterflow.backend.onnx;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.counterflow.api.backend.Options;

/**
 * What a session is opened with.
 *
 * @param threads inside one call, at least 1
 * @param spinning whether waiting threads spin
 * @param config the runtime's own entries, by key: those that are in force by default on this kind of processor, and what the user said
 */
record Settings(int threads, boolean spinning, SortedMap<String, String> config) {
  /** What stands before a key of the runtime. */
  static final String CONFIG = "config.";

  private static final String SPINNING = "session.intra_op.allow_spinning";
  private static final String KLEIDIAI = "mlas.disable_kleidiai";

  static Settings of(Options options) {
    return of(options, Runtime.getRuntime().availableProcessors(), System.getProperty("os.arch", ""));
  }

  static Settings of(Options options, int processors, String architecture) {
    if (options.threads() > processors)
      throw new IllegalArgumentException("threads must be at most " + processors + ", the processors that this machine gives the JVM"
          + " (0 = all of them), was " + options.threads());
    var config = new TreeMap<String, String>();
    // With these kernels a row's bits depend on how many rows are computed with it.
    if (architecture.equals("aarch64")) config.put(KLEIDIAI, "1");
    for (var e : options.more().entrySet()) {
      String key = e.getKey();
      if (key.startsWith(CONFIG) && key.length() > CONFIG.length()) config.put(key.substring(CONFIG.length()), e.getValue());
      else if (!key.equals("spinning"))
        throw new IllegalArgumentException("onnx has no option \"" + key + "\"; it has spinning and config.KEY, a session entry of ONNX"
            + " Runtime");
    }
    String spinning = options.more().getOrDefault("spinning", "0");
    if (!spinning.equals("0") && !spinning.equals("1")) throw new IllegalArgumentException("spinning must be 0 or 1, was " + spinning);
    return new Settings(options.threads() == 0 ? processors : options.threads(), spinning.equals("1"), config);
  }

  /** All entries of a session. */
  Map<String, String> entries() {
    var all = new TreeMap<String, String>();
    all.put(SPINNING, spinning ? "1" : "0");
    all.putAll(config);
    return all;
  }
}
