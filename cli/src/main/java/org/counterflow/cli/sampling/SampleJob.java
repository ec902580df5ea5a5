package org.counterflow.cli.sampling;

import java.util.List;
import java.util.Map;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.network.Network;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Guidance;
import org.counterflow.api.tensor.Memory;
import org.counterflow.cli.model.KeptFacts;
import org.counterflow.cli.output.Destination;
import org.counterflow.cli.terminal.Console;
import org.counterflow.cli.terminal.Interrupt;
import org.counterflow.cli.terminal.ProgressBar;

/** One run of {@code sample}, from the request to the files. */
public final class SampleJob {
  private final SampleRequest request;
  private final Console console;
  private final Destination to;
  private final Catalogue catalogue = Catalogue.installed();
  private final Backends backends = Backends.installed();

  private SampleJob(SampleRequest request, Console console, Destination to) {
    this.request = request;
    this.console = console;
    this.to = to;
  }

  /**
   * Draws and writes.
   *
   * @param bar whether a progress bar is wanted
   */
  public static Result run(SampleRequest request, Console console, Destination to, boolean bar) {
    return new SampleJob(request, console, to).run(bar);
  }

  /** What can be wrong without a network is found before one is opened, and what cannot be written before anything is drawn. */
  private Result run(boolean bar) {
    RunSettings settings = RunSettings.of(request, catalogue);
    RecipeChecks.check(request, console);
    Backends.Choice choice = backends.choice(request.backend());
    ScoreSource.check(request, catalogue, choice);
    to.check();
    SampleInputs inputs = SampleInputs.of(request, console);
    InputArrays arrays = InputArrays.of(request, console);
    to.check(inputs.seeds());
    // The backends have started logging.
    console.showLoggedWarnings();
    try (to; var interrupt = Interrupt.watch(console)) {
      try (var source = ScoreSource.open(request, catalogue, backends, choice);
          Backend arithmetic = arithmetic(source, settings, inputs, choice)) {
        RecipeChecks.check(request, source);
        to.check(source.shape(), inputs.seeds().count());
        interrupt.check();
        return run(settings, inputs, arrays, source, arithmetic, interrupt, bar);
      } catch (RuntimeException e) {
        // What fails because it was stopped failed for that reason alone.
        interrupt.check();
        throw e;
      }
    }
  }

  private Backend arithmetic(ScoreSource source, RunSettings settings, SampleInputs inputs, Backends.Choice choice) {
    List<Network> networks = source.network() == null ? List.of() : List.of(source.network().network());
    boolean host = networks.stream().allMatch(n -> n.memories().getFirst().equals(Memory.HOST));
    boolean plain = choice.arithmetic() == null && host
        && PlainWork.isAll(inputs.seeds().count(), source.shape().elements(), settings.steps(source), source.components());
    return backends.open(plain ? new Backends.Choice("java", choice.network()) : choice, networks,
        Options.defaults().in(settings.precision()).threads(request.threads()));
  }

  private Result run(RunSettings settings, SampleInputs inputs, InputArrays arrays, ScoreSource source, Backend arithmetic,
      Interrupt interrupt, boolean bar) {
    Classes classes = Classes.of(request, inputs, source);
    int microBatch = settings.microBatch(source);
    MemoryCheck.check(microBatch, settings, source);
    Sampler sampler = Sampler.of(source.score()).on(arithmetic).along(source.schedule()).solver(settings.solver())
        .grid(settings.grid(source.schedule(), catalogue)).steps(settings.steps(source)).microBatch(microBatch);
    GridEnds.check(sampler, inputs.beginning().kind(), console);
    sampler = arrays.noted(sampler);
    if (source.guidance() != null && source.guidance().takes().contains(Conditions.CLASS + Guidance.NEGATIVE)) classes.check(source.guidance(), sampler.points(), source, request, console);
    if (RecipeChecks.brownian(request)) sampler = sampler.brownianNoise();
    for (Map.Entry<String, String> e : source.notes().entrySet()) sampler = sampler.noting(e.getKey(), e.getValue());
    KeptFacts facts = source.network() == null ? null : KeptFacts.of(source.network(), request.threads());
    try (var shown = ProgressBar.on(console, bar)) {
      Result r = new SampleLoop(sampler, source, inputs, classes, arrays, inputs.beginning().ready(source), microBatch, to, interrupt,
          shown).run(recipe -> RecipeChecks.warn(request, recipe, console));
      if (facts != null) facts.keep();
      return r;
    }
  }
}
