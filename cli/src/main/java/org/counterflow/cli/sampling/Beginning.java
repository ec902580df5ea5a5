package org.counterflow.cli.sampling;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.counterflow.api.Run;
import org.counterflow.api.Sampler;
import org.counterflow.api.Seeds;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.counterflow.cli.terminal.Console;
import org.counterflow.solvers.rule.Inpaint;
import org.jspecify.annotations.Nullable;

/**
 * What samples begin with, and what of them is known.
 *
 * @param kind what the values are
 * @param values a row a sample, or for data one row for all; null for noise
 * @param mask where data is drawn; null where nothing is known
 * @param strength how far back to noise, for data
 */
record Beginning(Kind kind, @Nullable GivenValues values, @Nullable GivenValues mask, double strength) {
  static final String INIT = "init";
  static final String MASK = "mask";
  static final String STATES = "states";
  static final String STRENGTH = "strength";
  /** What the library says of values and the command line of their files. */
  static final Set<String> OF_VALUES = Set.of("start.sha256", "init.sha256", "condition." + Inpaint.MASK + ".sha256",
      "condition." + Inpaint.KNOWN + ".sha256");
  /** Of a picture, where nothing else is said: enough to redraw it, and little enough to know it again. */
  private static final double USUAL = 0.6;

  /** What the values are. */
  enum Kind {
    /** None: noise from the seeds. */
    NOISE,
    /** Standard normals in place of the seeds'. */
    NORMALS,
    /** Data, to be noised. */
    DATA,
    /** States at the first point, from encoding. */
    STATES,
    /** Data, to be encoded. */
    ENCODED
  }

  /** Reads what is asked for. */
  static Beginning of(SampleRequest request, Console console) {
    Path normals = request.start();
    Kind kind = kind(request);
    GivenValues mask = kind == Kind.DATA ? read(MASK, request, console) : null;
    check(request, kind);
    GivenValues values = switch (kind) {
      case NOISE -> null;
      case NORMALS -> GivenValues.read(normals == null ? Path.of("") : normals, "--x-t");
      case STATES -> read(STATES, request, console);
      case DATA, ENCODED -> read(INIT, request, console);
    };
    return new Beginning(kind, values, mask, strength(request, mask != null));
  }

  /** Options count more than what a recipe began with. */
  private static Kind kind(SampleRequest request) {
    if (request.encodes()) return Kind.ENCODED;
    if (request.start() != null) return Kind.NORMALS;
    if (request.settings().containsKey(INIT)) return Kind.DATA;
    if (request.find(STATES) != null) return Kind.STATES;
    return request.find(INIT) == null ? Kind.NOISE : Kind.DATA;
  }

  /** Whether a part of the data stays as it is. */
  static boolean isMasked(SampleRequest request) {
    return kind(request) == Kind.DATA && request.find(MASK) != null;
  }

  private static void check(SampleRequest request, Kind kind) {
    if (kind == Kind.ENCODED && request.find(INIT) == null)
      throw new IllegalArgumentException("encode needs data: give --init FILE.npy, FILE.png or a folder of pictures");
    if (kind == Kind.DATA || kind == Kind.ENCODED) return;
    for (String key : new String[] {STRENGTH, MASK})
      if (request.settings().containsKey(key)) throw new IllegalArgumentException("--" + key
          + " belongs to data that a run begins from: give it with --init FILE.npy, FILE.png or a folder of pictures");
    String rule = request.find("rule");
    if (rule != null && rule.contains(Inpaint.PART.id()) && kind != Kind.DATA)
      throw new IllegalArgumentException("--rule " + rule + " needs a known picture and a mask: give --init and --mask, which bring the rule");
  }

  private static @Nullable GivenValues read(String key, SampleRequest request, Console console) {
    String named = request.find(key);
    if (named == null) return null;
    Path path = Path.of(named);
    String was = request.settings().containsKey(key) || request.recipe() == null ? null : request.recipe().find(hash(key));
    GivenValues v = GivenValues.read(was == null ? path : request.found(path, hash(key)), "--" + key);
    if (was != null && !was.equals(v.sha256()))
      console.warn(v.path() + " is not what the recipe was made with: its sha256 is " + v.sha256() + ", was " + was);
    return v;
  }

  private static String hash(String key) {
    return key + ".sha256";
  }

  private static double strength(SampleRequest request, boolean masked) {
    String text = request.find(STRENGTH);
    if (text == null) return masked ? 1 : USUAL;
    try {
      double s = Double.parseDouble(text.strip());
      if (s > 0 && s <= 1) return s;
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException("--strength must be a number above 0 and at most 1, was \"" + text + "\"");
  }

  /** Rows that are given; 0 where a row serves all, or none is there. */
  int rows() {
    return values == null || kind == Kind.DATA && values.count() == 1 ? 0 : values.count();
  }

  /** With the rows of some numbers. */
  Beginning at(int[] numbers) {
    return values == null ? this : new Beginning(kind, values.rows(numbers), mask != null && mask.isLike(values) ? mask.rows(numbers) : mask,
        strength);
  }

  /** Whether it is a picture or other data that nobody gave a class with. */
  boolean isData() {
    return kind == Kind.DATA || kind == Kind.ENCODED;
  }

  /** What the recipe says of it. */
  Map<String, String> notes() {
    if (values == null) return Map.of();
    return switch (kind) {
      case NOISE -> Map.of();
      case NORMALS -> Map.of(SampleInputs.START, values.sha256());
      case STATES -> files(STATES, values);
      case ENCODED -> files(INIT, values);
      case DATA -> {
        var all = new TreeMap<>(files(INIT, values));
        all.put(STRENGTH, Parameter.text(strength));
        if (mask != null) all.putAll(files(MASK, mask));
        yield all;
      }
    };
  }

  private static Map<String, String> files(String key, GivenValues of) {
    // In one order: recipes are compared as texts too.
    return new TreeMap<>(Map.of(key, of.path().toString(), hash(key), of.sha256()));
  }

  /** Ready to begin, once shape and range are known. */
  Ready ready(ScoreSource source) {
    Range range = Range.of(source.card().says("range", Range.USUAL), "the range of " + source.id());
    Value all = values == null ? null : values.values(source.shape(), range);
    if (mask == null || all == null) return new Ready(kind, all, Conditions.NONE, strength);
    return new Ready(kind, all, Inpaint.given(mask.mask(source.shape()), all), strength);
  }

  /**
   * What runs begin with.
   *
   * @param kind what the values are
   * @param all a row a sample of the whole job, or one for all; null for noise
   * @param known what of the data is known, and where
   * @param strength how far back to noise, for data
   */
  record Ready(Kind kind, @Nullable Value all, Conditions known, double strength) {
    /**
     * A run of some samples.
     *
     * @param some their numbers
     * @param count of the whole job
     */
    Run start(Sampler s, Shape shape, Seeds seeds, Conditions conditions, int[] some, int count) {
      if (all == null) return s.start(shape, seeds, conditions);
      Value rows = Rows.of(all, some, count);
      return switch (kind) {
        case NOISE -> throw new IllegalStateException("noise has no values");
        case NORMALS -> s.start(rows, seeds, conditions);
        case STATES -> s.startDecoding(rows, seeds, conditions);
        case ENCODED -> s.startEncoding(rows, seeds, conditions);
        case DATA -> s.from(rows).strength(strength).start(shape, seeds, with(conditions, some, count));
      };
    }

    private Conditions with(Conditions conditions, int[] some, int count) {
      Conditions c = conditions;
      for (Map.Entry<String, Value> e : known.values().entrySet()) c = c.with(e.getKey(), Rows.of(e.getValue(), some, count));
      return c;
    }
  }
}
