package org.counterflow.cli.sampling;

import java.util.Map;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.score.Network;
import org.counterflow.api.tensor.Memory;
import org.counterflow.cli.output.Destination;
import org.counterflow.cli.terminal.Console;
import org.counterflow.cli.terminal.Interrupt;
import org.counterflow.cli.terminal.ProgressBar;

/** One run of {@code sample}, from the wish to the files. */
public final class Draw {
  /** Element updates below which starting a vector backend takes longer than it saves. Both give the same bits. */
  private static final double SMALL = 1 << 24;

  private final Wish wish;
  private final Console console;
  private final Destination to;
  private final Catalogue catalogue = Catalogue.installed();
  private final Backends backends = Backends.installed();

  private Draw(Wish wish, Console console, Destination to) {
    this.wish = wish;
    this.console = console;
    this.to = to;
  }

  /**
   * Draws and writes.
   *
   * @param bar whether a progress bar is wanted
   */
  public static Result run(Wish wish, Console console, Destination to, boolean bar) {
    return new Draw(wish, console, to).run(bar);
  }

  /** What can be wrong without a network is found before one is opened, and what cannot be written before anything is drawn. */
  private Result run(boolean bar) {
    How how = How.of(wish, catalogue);
    Again.check(wish, console);
    Backends.Choice choice = backends.choice(wish.backend());
    Subject.check(wish, catalogue, choice);
    to.check();
    Rows rows = Rows.of(wish, console);
    to.check(rows.seeds());
    // The backends have started logging.
    console.showLoggedWarnings();
    try (to; var interrupt = Interrupt.watch(console)) {
      try (var subject = Subject.open(wish, catalogue, backends, choice); Backend arithmetic = arithmetic(subject, how, rows, choice)) {
        Again.check(wish, subject);
        to.check(subject.shape(), rows.seeds().count());
        interrupt.check();
        return run(how, rows, subject, arithmetic, interrupt, bar);
      } catch (RuntimeException e) {
        // What fails because it was stopped failed for that reason alone.
        interrupt.check();
        throw e;
      }
    }
  }

  private Backend arithmetic(Subject subject, How how, Rows rows, Backends.Choice choice) {
    Network network = subject.network();
    Memory memory = network == null ? Memory.HOST : network.memory();
    double updates = (double) rows.seeds().count() * subject.shape().elements() * how.steps(subject) * subject.components();
    boolean plain = choice.arithmetic() == null && memory.equals(Memory.HOST) && updates < SMALL;
    return backends.open(plain ? new Backends.Choice("java", choice.network()) : choice, memory,
        Options.defaults().in(how.precision()).threads(wish.threads()));
  }

  private Result run(How how, Rows rows, Subject subject, Backend arithmetic, Interrupt interrupt, boolean bar) {
    Classes classes = Classes.of(wish, rows, subject);
    int microBatch = how.microBatch(subject);
    Machine.check(microBatch, how, subject);
    Sampler sampler = Sampler.of(subject.score()).on(arithmetic).along(subject.schedule()).solver(how.solver())
        .grid(how.grid(subject.schedule(), catalogue)).steps(how.steps(subject)).microBatch(microBatch);
    if (subject.guidance() != null) classes.check(subject.guidance(), sampler.points(), subject, wish, console);
    if (Again.brownian(wish)) sampler = sampler.brownianNoise();
    for (Map.Entry<String, String> e : subject.notes().entrySet()) sampler = sampler.noting(e.getKey(), e.getValue());
    if (rows.startHash() != null) sampler = sampler.noting(Rows.START, rows.startHash());
    try (var shown = ProgressBar.on(console, bar)) {
      return new Work(sampler, subject, rows, classes, rows.start(subject.shape(), wish), microBatch, to, interrupt, shown)
          .run(recipe -> Again.warn(wish, recipe, console));
    }
  }
}
