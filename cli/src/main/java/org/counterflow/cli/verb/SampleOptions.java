package org.counterflow.cli.verb;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.counterflow.api.Recipe;
import org.counterflow.cli.sampling.SampleRequest;
import org.counterflow.formats.recipes.Recipes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options of {@code sample} and {@code encode}, and the request that they make. */
final class SampleOptions {
  static final String OUT = "--out";
  static final String QUIET = "--quiet";
  static final String FORCE = "--force";
  private static final String STATES = "--states";
  private static final String GUIDE_WEIGHT = "--guide-weight";
  private static final String INPUT = "--input";
  private static final String ROLE = "--role";
  private static final String DIMENSION = "--dim";

  /** Options whose texts are settings of a recipe under the same name. */
  private static final List<String> SETTINGS = List.of("model", "target", "solver", "grid", "steps", "guidance", "rule", "schedule",
      "prediction", "time", "range", "precision", "micro-batch", "class", "init", "strength", "mask", "states", "guide-model");
  private static final List<List<String>> EXCLUSIVE = List.of(List.of("--model", "--target"), List.of("--count", "--seeds"),
      List.of("--class", "--labels"), List.of("--init", "--x-t"), List.of("--init", STATES), List.of("--x-t", STATES),
      List.of("--again", STATES));

  private SampleOptions() {}

  /** Those of {@code sample}. */
  static CommandSpec sample() {
    CommandSpec spec = Specs.verb("Draws samples. Without options: 40 of the bundled network, with 10 evaluations each, to samples.png; "
        + "four of each of the ten classes.");
    what(spec);
    how(spec);
    spec.addArgGroup(group(3, "%nWhich:%n",
        Specs.value("--count", "N", "The seeds 0 to N-1. Default: 40; 1000 for a target; as many as a file has rows."),
        Specs.value("--seeds", "LIST", "Such as 0-63,100. A sample depends on its seed, never on the others."),
        Specs.value("--class", "N|NAME", "The class of all samples, or none for no class. Default: each sample's seed modulo the number of "
            + "classes; with --init, none."),
        Specs.value("--labels", "FILE.npy", "[n], a class a sample."),
        Specs.value("--x-t", "FILE.npy", "[n, shape], standard normals to start from.")));
    spec.addArgGroup(group(4, "%nFrom data:%n",
        Specs.value("--init", "FILE|DIR", "Image to image: an .npy [n, shape], a .png, or a folder of .png to begin from; a row a sample, or "
            + "one for all."),
        Specs.value("--strength", "S", "How far back to noise, above 0 and at most 1: of N steps, S N are taken. Default: 0.6; 1 with --mask."),
        Specs.value("--mask", "FILE|DIR", "Inpainting: what is white (1) is drawn anew, what is black (0) stays as --init has it."),
        Specs.value(STATES, "FILE.npy", "Goes on from what encode wrote, by the recipe beside it. Other options count more.")));
    where(spec);
    to(spec, "A .png (contact sheet, scatter plot or histogram; values are clipped to the range), an .npy (values as computed), or a "
        + "folder, which ends in / or has no ending (a picture a sample; goes on where it stopped). Default: samples.png.");
    undescribed(spec);
    return spec;
  }

  /** Those of {@code encode}. */
  static CommandSpec encode() {
    CommandSpec spec = Specs.verb("Encodes data: the deterministic way from data to noise. sample --states goes back from what is written.");
    what(spec);
    spec.addArgGroup(group(2, "%nFrom data:%n",
        Specs.value("--init", "FILE|DIR", "What is encoded: an .npy [n, shape], a .png, or a folder of .png. Required.")));
    how(spec);
    spec.addArgGroup(group(4, "%nWhich:%n",
        Specs.value("--seeds", "LIST", "By which the rows are known. Default: from 0."),
        Specs.value("--class", "N|NAME", "The class of all rows. Default: none."),
        Specs.value("--labels", "FILE.npy", "[n], a class a row.")));
    where(spec);
    to(spec, "An .npy: the states at the noisiest point. Default: encoded.npy.");
    undescribed(spec);
    return spec;
  }

  private static void what(CommandSpec spec) {
    spec.addArgGroup(group(1, "%nWhat:%n",
        Specs.value("--model", "ID|FILE.onnx", "A bundled network (see models) or a file. Default: fashion-mnist."),
        Specs.value("--target", "ID", "A target with a known answer (see targets) instead of a network."),
        Specs.value("--again", "FILE",
            "The recipe inside a .png, beside an .npy, or in a .json: draws the same samples. Other options count more.")));
  }

  private static void how(CommandSpec spec) {
    spec.addArgGroup(group(2, "%nHow:%n",
        Specs.value("--solver", "ID", "See solvers. Default: dpmpp-2m."),
        Specs.value("--grid", "ID", "See grids. Default: trailing; karras for the schedules ve and edm."),
        Specs.value("--steps", "N", "Updates of each sample. Default: 10; 40 for a target."),
        Specs.value("--guidance", "W|ID", "Weight of classifier-free guidance, or as cfg:weight=3,rescale=0.7. Default: 1, none."),
        Specs.value("--guide-model", "ID|FILE.onnx", "Autoguidance: a worse version of the network, to be guided away from."),
        Specs.value(GUIDE_WEIGHT, "W", "Of autoguidance. Default: 2; 1 is none."),
        Specs.value("--rule", "ID", "A rule on the data estimate, such as clip or threshold (see rules)."),
        Specs.value("--schedule", "ID", "Another process to run along (see schedules).")));
  }

  private static void where(CommandSpec spec) {
    spec.addArgGroup(group(5, "%nWhere:%n",
        Specs.value("--backend", "ID",
            "See backends; one of each kind, as in cpu-vector+onnx. Default: auto, the best that works; java for jobs below 2^24 element "
                + "updates, since starting the vector code takes longer than they do. All give the same bits."),
        Specs.value("--threads", "N|auto", "Default: auto, as many as there are processors."),
        Specs.value("--micro-batch", "N", "Rows of a network call, part of the recipe. Default: as the network says, else 16."),
        Specs.value("--precision", "f32|f64", "Of the arithmetic. Default: f32.")));
  }

  private static void to(CommandSpec spec, String path) {
    spec.addArgGroup(group(6, "%nTo:%n", Specs.value(OUT, "PATH", path),
        Specs.flag(FORCE, "Write over what the run reads, and over a NAME.recipe.json that belongs to no array."),
        Specs.flag(QUIET, "Say nothing but errors.")));
  }

  private static void undescribed(CommandSpec spec) {
    spec.addArgGroup(group(7, "%nFor networks whose file does not describe itself:%n",
        Specs.value("--prediction", "ID", "What the output means: data, epsilon, velocity, score, flow (or flow:towards=data), "
            + "edm:sigma-data=0.5. Here --schedule is the process that the network was trained on."),
        Specs.value("--time", "ID",
            "What the time input takes: step, unit, sigma, log-sigma:a=0,b=0.25; unit:from=noise where it is 0 at noise."),
        Specs.value("--range", "LOW,HIGH", "Values that are black and white. Default: -1,1."),
        role(), input(), dimension()));
  }

  private static OptionSpec role() {
    return Specs.values(ROLE, "ROLE=PORT", "Which input or output is what, where names and shapes do not tell: state, time, towards, class, raw, "
            + "variance; concat=state,mask:1 for channels beside the state; split=NAME for an output of two halves; time= where none is.");
  }

  private static OptionSpec input() {
    return Specs.values(INPUT, "NAME=VALUE", "What a further input takes: a number that fills it, or FILE.npy with a row a sample, or one for "
            + "all; NAME.negative=FILE.npy is what guidance of NAME leads away from. Of class, the label that means no class.");
  }

  private static OptionSpec dimension() {
    return Specs.values(DIMENSION, "NAME=N", "The size of a dimension that the file leaves open.");
  }

  private static ArgGroupSpec group(int order, String heading, OptionSpec... options) {
    ArgGroupSpec.Builder b = ArgGroupSpec.builder().validate(false).heading(heading).order(order);
    for (OptionSpec o : options) b.addArg(o);
    return b.build();
  }

  static SampleRequest request(ParseResult given, boolean encodes) {
    for (List<String> pair : EXCLUSIVE) {
      if (pair.stream().allMatch(o -> text(given, o) != null))
        throw new IllegalArgumentException(pair.getFirst() + " " + text(given, pair.getFirst()) + " and " + pair.getLast() + " "
            + text(given, pair.getLast()) + " exclude each other: leave one out");
    }
    for (OptionSpec o : given.matchedOptionsSet()) {
      // picocli itself says this only of options outside groups.
      if (!o.isMultiValue() && o.originalStringValues().size() > 1)
        throw new IllegalArgumentException(o.longestName() + " is given " + o.originalStringValues().size() + " times ("
            + String.join(", ", o.originalStringValues()) + "): give it once");
    }
    Map<String, String> settings = new LinkedHashMap<>();
    for (String key : SETTINGS) {
      String v = text(given, "--" + key);
      if (v != null) settings.put(key, v);
    }
    String weight = text(given, GUIDE_WEIGHT);
    if (weight != null) settings.put("autoguidance", weight);
    settings.putAll(said(given));
    Path again = path(given, text(given, STATES) == null ? "--again" : STATES);
    Recipe recipe = again == null ? null : Recipes.of(again);
    return new SampleRequest(settings, recipe, again, text(given, "--seeds"), text(given, "--count"), path(given, "--labels"),
        path(given, "--x-t"), text(given, "--backend"), threads(text(given, "--threads")), encodes);
  }

  /** What options say of a network's ports, by the keys of recipes. */
  static Map<String, String> said(ParseResult given) {
    Map<String, String> settings = new LinkedHashMap<>();
    named(given, ROLE, "PORT", settings);
    named(given, INPUT, "VALUE", settings);
    named(given, DIMENSION, "N", settings);
    return settings;
  }

  /** The verb with the options that say something of a network's ports. */
  static CommandSpec said(CommandSpec spec) {
    return spec.addOption(role()).addOption(input()).addOption(dimension());
  }

  /** {@code --input NAME=VALUE} is the setting {@code input.NAME}. */
  private static void named(ParseResult given, String option, String what, Map<String, String> settings) {
    for (String text : given.matchedOptionValue(option, new String[0])) {
      int eq = text.indexOf('=');
      // No port has the role where none is named.
      if (eq < 1 || eq == text.length() - 1 && !option.equals(ROLE))
        throw new IllegalArgumentException(option + " must be NAME=" + what + ", was \"" + text + "\"");
      String name = text.substring(0, eq).strip(), value = text.substring(eq + 1).strip();
      String before = settings.put(option.substring(2) + "." + name, value);
      if (before != null)
        throw new IllegalArgumentException(option + " " + name + " is given 2 times (" + before + ", " + value + "): give it once");
    }
  }

  private static int threads(@Nullable String text) {
    if (text == null || text.strip().equals("auto")) return 0;
    if (!text.strip().matches("\\d{1,5}") || Integer.parseInt(text.strip()) < 1)
      throw new IllegalArgumentException("--threads must be auto or a whole number of at least 1, was \"" + text + "\"");
    return Integer.parseInt(text.strip());
  }

  private static @Nullable Path path(ParseResult given, String option) {
    String text = text(given, option);
    return text == null ? null : Path.of(text);
  }

  static @Nullable String text(ParseResult given, String option) {
    // Asked for an option that the verb does not have, picocli throws.
    return given.commandSpec().findOption(option) == null ? null : given.matchedOptionValue(option, null);
  }
}
