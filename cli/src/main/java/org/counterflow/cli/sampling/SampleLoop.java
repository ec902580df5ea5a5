package org.counterflow.cli.sampling;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;
import org.counterflow.api.Recipe;
import org.counterflow.api.Report;
import org.counterflow.api.Run;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.Watcher;
import org.counterflow.api.score.Conditions;
import org.counterflow.cli.model.BundledModel;
import org.counterflow.cli.output.Destination;
import org.counterflow.cli.output.SampleBatch;
import org.counterflow.cli.terminal.Interrupt;
import org.counterflow.cli.terminal.ProgressBar;
import org.counterflow.formats.pictures.SamplePicture;

/** The work itself, once everything is open: draws what is missing and writes it. */
final class SampleLoop {
  /** Columns of a contact sheet. */
  private static final int WIDEST = 16;

  private final Sampler sampler;
  private final ScoreSource source;
  private final SampleInputs inputs;
  private final Classes classes;
  private final InputArrays arrays;
  private final Beginning.Ready start;
  private final int microBatch;
  private final Destination to;
  private final Interrupt interrupt;
  private final ProgressBar bar;
  private final Recipe base;
  private int drawn;
  private double evaluations;
  private double shown;
  private double seconds;
  private double networkSeconds;
  private long copies;
  private long networkRows;
  private long paddedRows;
  private long probedRows;

  SampleLoop(Sampler sampler, ScoreSource source, SampleInputs inputs, Classes classes, InputArrays arrays, Beginning.Ready start,
      int microBatch, Destination to, Interrupt interrupt, ProgressBar bar) {
    this.sampler = sampler;
    this.source = source;
    this.inputs = inputs;
    this.classes = classes;
    this.arrays = arrays;
    this.start = start;
    this.microBatch = microBatch;
    this.to = to;
    this.interrupt = interrupt;
    this.bar = bar;
    base = base();
  }

  /** The recipe without seeds and labels: that of a run which is not made. */
  private Recipe base() {
    try (Run r = start.start(sampler, source.shape(), Seeds.of(inputs.seeds().get(0)), Conditions.NONE, new int[] {0},
        inputs.seeds().count())) {
      var settings = new LinkedHashMap<>(r.recipe().settings());
      // Of one sample; what is said is the files' own.
      settings.keySet().removeAll(Beginning.OF_VALUES);
      settings.putAll(inputs.beginning().notes());
      // Without a word of classes they follow from the seeds.
      settings.remove("class");
      BundledModel bundled = BundledModel.find(source.id());
      // Where it was unpacked says nothing of it.
      if (bundled != null) settings.replace("network.file", bundled.file());
      return new Recipe(settings, r.recipe().seeds());
    }
  }

  private Recipe recipe(Seeds seeds, Classes of) {
    if (of.key() == null) return base.with(seeds);
    var settings = new LinkedHashMap<>(base.settings());
    settings.put(of.key(), of.text());
    return new Recipe(settings, seeds);
  }

  private Recipe recipe(int i) {
    return recipe(Seeds.of(inputs.seeds().get(i)), classes.of(i));
  }

  Result run(Consumer<Recipe> beforehand) {
    Recipe whole = recipe(inputs.seeds(), classes);
    beforehand.accept(whole);
    int[] missing = to.missing(inputs.seeds(), this::recipe);
    int most = atOnce(missing.length);
    for (int from = 0; from < missing.length; from += most) {
      int[] some = Arrays.copyOfRange(missing, from, Math.min(missing.length, from + most));
      try (Samples s = draw(some, missing.length)) {
        interrupt.check();
        List<Recipe> recipes = to.oneByOne() ? Arrays.stream(some).mapToObj(this::recipe).toList()
            : List.of(whole);
        to.write(new SampleBatch(s, recipes, picture(whole), i -> caption(some[i])));
      }
      interrupt.check();
    }
    return new Result(to.path(), to.files(inputs.seeds()), whole, inputs.seeds().count(), drawn,
        drawn == 0 ? 0 : evaluations / drawn, seconds, networkSeconds, copies, networkRows, paddedRows, probedRows);
  }

  /** Whole micro-batches: in a micro-batch of its own, the last digits of a sample might be others. */
  private int atOnce(int missing) {
    long most = Math.min(to.atOnce(source.shape().elements()), missing);
    return Math.clamp((most + microBatch - 1) / microBatch * microBatch, 1, Math.max(1, missing));
  }

  private Samples draw(int[] some, int total) {
    Seeds seeds = seeds(some);
    Conditions conditions = arrays.of(classes.of(some).conditions(), some, inputs.seeds().count(), source.network());
    Sampler s = bar.isShown() ? sampler.watch(moving(total)) : sampler;
    try (Run run = start.start(s, source.shape(), seeds, conditions, some, inputs.seeds().count())) {
      interrupt.onStop(run::cancel);
      while (run.advance()) {
        // The bar is moved by what the run tells.
      }
      Samples samples = run.finish();
      add(samples.report(), some.length);
      return samples;
    } finally {
      interrupt.done();
    }
  }

  private void add(Report r, int samples) {
    drawn += samples;
    evaluations += r.evaluations() * samples;
    seconds += r.seconds();
    networkSeconds += r.networkSeconds();
    copies += r.copies();
    networkRows += r.networkRows();
    paddedRows += r.paddedRows();
    probedRows += r.probedRows();
  }

  private Seeds seeds(int[] some) {
    return Seeds.of(Arrays.stream(some).mapToLong(inputs.seeds()::get).toArray());
  }

  private String caption(int i) {
    String seed = "seed " + inputs.seeds().get(i);
    return classes.labels().length == 0 ? seed : source.card().className(classes.labels()[i]) + "\n" + seed;
  }

  private SamplePicture picture(Recipe whole) {
    Range range = Range.of(source.card().says("range", Range.USUAL), "the range of " + source.id());
    // Classes that follow from the seeds make columns.
    int n = source.card().classes().size(), columns = classes.key() == null && n > 1 && n <= WIDEST && whole.seeds().count() >= n ? n : 0;
    return SamplePicture.of(whole).title(source.card().says("title", source.id())).columns(columns).range(range.low(), range.high());
  }

  /** Moves the bar: a run finishes its samples in groups, each of an adaptive run by itself. */
  private Watcher moving(int total) {
    int done = drawn;
    shown = evaluations;
    return p -> {
      if (p.step() > 0) shown += p.samples();
      double here = p.steps() < 0 ? p.finished() : p.first() + p.samples() * (double) p.step() / p.steps();
      bar.show((done + here) / total, shown);
    };
  }
}
