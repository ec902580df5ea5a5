package org.counterflow.cli.verb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.cli.laboratory.GivenMaterial;
import org.counterflow.cli.model.ModelCard;
import org.counterflow.cli.terminal.Console;
import org.counterflow.diagnostics.likelihood.Levels;
import org.counterflow.diagnostics.likelihood.Likelihood;
import org.counterflow.diagnostics.likelihood.LogLikelihoods;
import org.counterflow.diagnostics.likelihood.TraceMethod;
import org.counterflow.diagnostics.topic.DataSet;
import org.counterflow.diagnostics.topic.Soundness;
import org.counterflow.diagnostics.topic.Subject;
import org.counterflow.formats.arrays.NpyFile;
import org.counterflow.formats.internal.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code likelihood}: how likely data are under a network or a target. */
final class LikelihoodVerb implements Verb {
  private static final String MODEL = "--model";
  private static final String TARGET = "--target";
  private static final String DATA = "--data";
  private static final String LABELS = "--labels";
  private static final String CLASS = "--class";
  private static final String COUNT = "--count";
  private static final String TRACE = "--trace";
  private static final String SOLVER = "--solver";
  private static final String GRID = "--grid";
  private static final String STEPS = "--steps";
  private static final String LEVELS = "--levels";
  private static final String RANGE = "--range";
  private static final String SEED = "--seed";
  private static final String SCHEDULE = "--schedule";
  private static final List<String> MEANING = List.of("prediction", "schedule", "time");
  private static final List<String> NETWORK_ONLY = List.of(LABELS, CLASS, "--prediction", "--time", "--role", "--input", "--dim");
  private static final int USUAL_COUNT = 16;
  private static final int LONGEST_LIST = 20;

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Specs.verb("Log-likelihood of data in nats and in bits a dimension, by the change of variables along the probability flow. Any "
        + "deterministic solver will do.");
    spec.addOption(Specs.value(MODEL, "ID|FILE.onnx", "A bundled network (see models) or a file. Default: fashion-mnist."));
    spec.addOption(Specs.value(TARGET, "ID", "A target with a known answer (see targets) instead of a network."));
    spec.addOption(Specs.value(DATA, "FILE.npy", "[n, shape], in the model's range. Default: test images of Fashion-MNIST with their classes."));
    spec.addOption(Specs.value(LABELS, "FILE.npy", "[n], a class a sample. Default: none, but those of the test images."));
    spec.addOption(Specs.value(CLASS, "N|NAME", "The class of all samples."));
    spec.addOption(Specs.value(COUNT, "N", "The first N samples alone. Default: all that --data gives; 16 test images."));
    spec.addOption(Specs.value(TRACE, "ID", "exact: 2 d evaluations each time; or hutchinson:probes=N: 2 N. Default: hutchinson:probes=4."));
    spec.addOption(Specs.value(SOLVER, "ID", "A deterministic one (see solvers). Default: dpmpp-2m."));
    spec.addOption(Specs.value(GRID, "ID", "Where both ends are inside the process (see grids). Default: log-snr."));
    spec.addOption(Specs.value(STEPS, "N", "Default: 64."));
    spec.addOption(Specs.value(LEVELS, "N|none", "Data are stored in N levels over the range: noise as wide as a level is added, and bits a dimension are "
        + "those of a level. Default: 256 for a network, none for a target."));
    spec.addOption(Specs.value(RANGE, "LOW,HIGH", "The lowest and the highest level. Default: as the network says, else -1,1."));
    spec.addOption(Specs.value(SEED, "N", "Of that noise and of random signs. Default: 0."));
    for (String key : MEANING)
      spec.addOption(Specs.value("--" + key, "ID", key.equals("schedule") ? "Of a network whose file does not say it; of a target, the process to run along."
          : "Of a network whose file does not say it, as in sample."));
    return SampleOptions.said(spec);
  }

  @Override
  public int run(ParseResult given, Console console) {
    Catalogue catalogue = Catalogue.installed();
    String target = SampleOptions.text(given, TARGET), trace = SampleOptions.text(given, TRACE);
    TraceMethod method = trace == null ? new TraceMethod.Hutchinson(4) : TraceMethod.parse(trace);
    whole(given, COUNT, 1);
    whole(given, STEPS, 1);
    if (target != null) {
      if (SampleOptions.text(given, MODEL) != null)
        throw new IllegalArgumentException(MODEL + " and " + TARGET + " exclude each other: leave one out");
      for (String option : NETWORK_ONLY)
        if (given.hasMatchedOption(option)) throw new IllegalArgumentException(option + " belongs to a network, and a target has none: leave it out");
      return target(catalogue.find(Kind.TARGET, target), method, given, catalogue, console);
    }
    return network(method, given, catalogue, console);
  }

  private static int target(Target t, TraceMethod method, ParseResult given, Catalogue catalogue, Console console) {
    String file = SampleOptions.text(given, DATA), along = SampleOptions.text(given, SCHEDULE);
    if (file == null) throw new IllegalArgumentException("likelihood of a target needs " + DATA + " FILE.npy [n, " + t.shape() + "]");
    DataSet data = read(Path.of(file));
    if (!data.shape().equals(t.shape()))
      throw new IllegalArgumentException(DATA + " " + file + " has samples of shape " + data.shape() + ", and " + t + " of " + t.shape());
    Likelihood l = Likelihood.of(t.score(), t.shape());
    if (along != null) l = l.along(catalogue.find(Kind.SCHEDULE, along));
    Levels levels = levels(given, null, null);
    int count = whole(given, COUNT, data.count());
    return print(t.toString(), l, method, data, Math.min(count, data.count()), null, levels, given, catalogue, console);
  }

  private static int network(TraceMethod method, ParseResult given, Catalogue catalogue, Console console) {
    Map<String, String> said = new HashMap<>(SampleOptions.said(given));
    for (String key : MEANING) {
      String value = SampleOptions.text(given, "--" + key);
      if (value != null) said.put(key, value);
    }
    String model = SampleOptions.text(given, MODEL), file = SampleOptions.text(given, DATA);
    try (var material = new GivenMaterial(catalogue, model == null ? List.of() : List.of(model), file == null ? null : Path.of(file), said, null,
        OptionalInt.empty())) {
      Subject subject = material.network();
      DataSet data = material.data();
      Soundness.require(subject.name(), subject.score(), subject.shape());
      int count = Math.min(whole(given, COUNT, file == null ? USUAL_COUNT : data.count()), data.count());
      int status = print(subject.name(), Likelihood.of(subject.score(), subject.shape()), method, data, count, labels(given, subject, data, count),
          levels(given, subject, "256"), given, catalogue, console);
      console.showLoggedWarnings();
      return status;
    }
  }

  private static long @Nullable [] labels(ParseResult given, Subject subject, DataSet data, int count) {
    String file = SampleOptions.text(given, LABELS), one = SampleOptions.text(given, CLASS);
    if (file != null && one != null) throw new IllegalArgumentException(LABELS + " and " + CLASS + " exclude each other: leave one out");
    if (!subject.takesClass()) {
      if (file != null || one != null)
        throw new IllegalArgumentException((file == null ? CLASS : LABELS) + " needs a network that takes a class, and " + subject.name() + " takes none");
      return null;
    }
    if (file != null) {
      try (var f = NpyFile.open(Path.of(file))) {
        if (f.shape().length != 1 || f.rows() < count)
          throw new IllegalArgumentException(LABELS + " " + file + " must be [n] with a class for each of " + count + " samples, is "
              + Arrays.toString(f.shape()));
        return f.longs(0, count);
      }
    }
    if (one == null) return data.labels(count);
    var labels = new long[count];
    ScoreNetwork n = subject.score().networks().getFirst();
    Arrays.fill(labels, new ModelCard(subject.name(), n.description().values()).label(one));
    return labels;
  }

  private static @Nullable Levels levels(ParseResult given, @Nullable Subject subject, @Nullable String usual) {
    String text = SampleOptions.text(given, LEVELS), range = SampleOptions.text(given, RANGE), count = text == null ? usual : text;
    if (count == null || count.equals("none")) {
      if (range != null) throw new IllegalArgumentException(RANGE + " is that of " + LEVELS + ", and there are none: leave it out, or give " + LEVELS + " N");
      return null;
    }
    if (!count.matches("\\d{1,9}") || Integer.parseInt(count) < 2)
      throw new IllegalArgumentException(LEVELS + " must be none or a whole number of at least 2, was \"" + count + "\"");
    if (range == null && subject != null)
      for (ScoreNetwork n : subject.score().networks()) if (range == null) range = n.description().says("range");
    String[] ends = (range == null ? "-1,1" : range).split(",", -1);
    try {
      if (ends.length == 2) return new Levels(Double.parseDouble(ends[0].strip()), Double.parseDouble(ends[1].strip()), Integer.parseInt(count));
    } catch (NumberFormatException _) {
      // Said below, with what is no pair.
    }
    throw new IllegalArgumentException(RANGE + " must be LOW,HIGH, was \"" + range + "\"");
  }

  private static DataSet read(Path file) {
    try (var f = NpyFile.open(file)) {
      if (f.rows() == 0 || f.shape().length < 2)
        throw new IllegalArgumentException(DATA + " " + file + " holds no samples [n, shape]: its shape is " + Arrays.toString(f.shape()));
      return new DataSet(file.toString(), f.sample(), f.floats(0, f.rows()), null);
    }
  }

  private static int whole(ParseResult given, String option, int usual) {
    String text = SampleOptions.text(given, option);
    if (text == null) return usual;
    if (!text.matches("[1-9]\\d{0,5}")) throw new IllegalArgumentException(option + " must be a whole number from 1 to 999999, was \"" + text + "\"");
    return Integer.parseInt(text);
  }

  private static int print(String name, Likelihood of, TraceMethod method, DataSet data, int count, long @Nullable [] labels, @Nullable Levels levels,
      ParseResult given, Catalogue catalogue, Console console) {
    String solver = SampleOptions.text(given, SOLVER), grid = SampleOptions.text(given, GRID), seed = SampleOptions.text(given, SEED);
    if (seed != null && !seed.matches("\\d{1,18}")) throw new IllegalArgumentException(SEED + " must be a whole number, was \"" + seed + "\"");
    long number = seed == null ? 0 : Long.parseLong(seed);
    Likelihood l = of.trace(method).steps(whole(given, STEPS, 64)).seed(number);
    if (solver != null) l = l.solver(catalogue.find(Kind.SOLVER, solver));
    if (grid != null) l = l.grid(catalogue.find(Kind.GRID, grid));
    float[] values = data.values(count);
    var all = new double[values.length];
    for (int i = 0; i < all.length; i++) all[i] = values[i];
    if (levels != null) all = levels.dequantised(all, number);
    LogLikelihoods found = l.measure(all, labels);
    console.out().print(given.hasMatchedOption(Specs.JSON) ? Json.pretty(json(found, levels)) : text(name, data.name(), found, levels));
    return 0;
  }

  private static double offset(@Nullable Levels levels) {
    return levels == null ? 0 : levels.offset();
  }

  private static String text(String name, String data, LogLikelihoods found, @Nullable Levels levels) {
    LogLikelihoods.Mean bits = found.bitsPerDimension(offset(levels)), nats = found.mean();
    var s = new StringBuilder(String.format(Locale.ROOT, "%s: %d of %s%n%.5f +- %.5f bits a dimension", name, found.nats().size(), data, bits.mean(),
        bits.standardError()));
    s.append(levels == null ? "" : String.format(Locale.ROOT, ", of which %.4f are the offset of %d levels", levels.offset(), levels.count())).append('\n');
    s.append(String.format(Locale.ROOT, "%.6g +- %.2g nats%n%.5g evaluations a sample%n", nats.mean(), nats.standardError(), found.evaluations()));
    if (found.nats().size() > LONGEST_LIST) return s.toString();
    s.append(String.format(Locale.ROOT, "%n%8s %14s %12s%n", "sample", "nats", "of probes"));
    for (int i = 0; i < found.nats().size(); i++)
      s.append(String.format(Locale.ROOT, "%8d %14.6g %12s%n", i, found.nats().get(i), Double.isNaN(found.errors().get(i)) ? "" : "+- "
          + String.format(Locale.ROOT, "%.2g", found.errors().get(i))));
    return s.toString();
  }

  private static Map<String, @Nullable Object> json(LogLikelihoods found, @Nullable Levels levels) {
    Map<String, @Nullable Object> m = new LinkedHashMap<>();
    m.put("bitsPerDimension", json(found.bitsPerDimension(offset(levels))));
    m.put("nats", found.nats());
    m.put("natsOfProbes", numbers(found.errors()));
    m.put("meanNats", json(found.mean()));
    m.put("offset", offset(levels));
    m.put("evaluations", found.evaluations());
    m.put("at", found.at());
    return m;
  }

  private static Map<String, @Nullable Object> json(LogLikelihoods.Mean mean) {
    Map<String, @Nullable Object> m = new LinkedHashMap<>();
    m.put("mean", mean.mean());
    m.put("standardError", Double.isNaN(mean.standardError()) ? null : mean.standardError());
    return m;
  }

  private static List<@Nullable Object> numbers(List<Double> all) {
    var list = new ArrayList<@Nullable Object>();
    for (Double v : all) list.add(Double.isNaN(v) ? null : v);
    return list;
  }
}
