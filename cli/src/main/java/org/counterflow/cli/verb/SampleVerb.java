package org.counterflow.cli.verb;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.counterflow.api.internal.text.Shown;
import org.counterflow.cli.output.Destination;
import org.counterflow.cli.sampling.Overwriting;
import org.counterflow.cli.sampling.Result;
import org.counterflow.cli.sampling.SampleJob;
import org.counterflow.cli.sampling.SampleRequest;
import org.counterflow.cli.terminal.Console;
import org.counterflow.formats.internal.json.Json;
import org.counterflow.formats.recipes.Recipes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code sample}: draws samples; {@code encode}: goes from data to noise.
 *
 * @param encodes which of the two
 */
record SampleVerb(boolean encodes) implements Verb {
  @Override
  public CommandSpec spec() {
    return encodes ? SampleOptions.encode() : SampleOptions.sample();
  }

  @Override
  public int run(ParseResult given, Console console) {
    boolean json = given.hasMatchedOption(Specs.JSON), quiet = given.hasMatchedOption(SampleOptions.QUIET);
    SampleRequest request = SampleOptions.request(given, encodes, console);
    Destination to = destination(SampleOptions.text(given, SampleOptions.OUT));
    if (!given.hasMatchedOption(SampleOptions.FORCE)) Overwriting.check(request, to);
    Result r = SampleJob.run(request, console, to, !json && !quiet);
    if (json) console.out().print(Json.pretty(json(r)));
    else if (!quiet) console.out().print(text(r));
    return 0;
  }

  private Destination destination(@Nullable String out) {
    if (!encodes) return Destination.of(out == null ? "samples.png" : out);
    if (out != null && !out.toLowerCase(Locale.ROOT).endsWith(".npy"))
      throw new IllegalArgumentException("--out " + out + " cannot hold states, which are no pictures: give a file in .npy");
    return Destination.of(out == null ? "encoded.npy" : out);
  }

  private static Map<String, Object> json(Result r) {
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("out", r.files().stream().map(Path::toString).toList());
    m.put("recipe", Recipes.toMap(r.recipe()));
    m.put("evaluations", r.evaluations());
    m.put("seconds", r.seconds());
    m.put("networkSeconds", r.networkSeconds());
    m.put("copies", r.copies());
    m.put("samples", r.samples());
    m.put("drawn", r.drawn());
    m.put("networkRows", r.networkRows());
    m.put("paddedRows", r.paddedRows());
    m.put("probedRows", r.probedRows());
    m.put("evaluationsPerSecond", r.rate());
    return m;
  }

  private static String text(Result r) {
    String path = Shown.message(r.path().toString());
    if (r.drawn() == 0) return path + ": all " + samples(r.samples()) + " are there already\n";
    String there = r.drawn() == r.samples() ? "" : " (" + (r.samples() - r.drawn()) + " of " + r.samples() + " were there)";
    String network = r.networkRows() == 0 ? "" : String.format(Locale.ROOT, ", %.0f %% of the time inside the network",
        100 * r.networkShare());
    return path + ": " + samples(r.drawn()) + there + ", " + evaluations(r.evaluations())
        + String.format(Locale.ROOT, " each%n%.2f s, %.0f evaluations/s", r.seconds(), r.rate())
        + network + ", backend " + Shown.value(String.valueOf(r.recipe().find("backend"))) + System.lineSeparator();
  }

  private static String samples(int n) {
    return n == 1 ? "1 sample" : n + " samples";
  }

  private static String evaluations(double n) {
    String text = n == Math.rint(n) ? Long.toString((long) n) : String.format(Locale.ROOT, "%.1f", n);
    return text + (n == 1 ? " evaluation" : " evaluations");
  }
}
