package org.counterflow.api.internal.driver;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Ask;
import org.counterflow.api.score.Outputs;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Sum;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Work for one sample of an adaptive run. A step is a function of what it asks for; so it runs until it asks for something that is not
 * known, is left there, and runs again from its beginning once the answer is in: with the answers that it had, in the order in which it
 * asked. In the meantime the same is asked for other samples, and all are answered together. An evaluation that is complete is one answer.
 */
final class RowWork implements Work {
  private final long seed;
  private final Function<String, Tensor> given;
  private final List<Object> answers = new ArrayList<>();
  private final List<Tensor> said = new ArrayList<>();
  private int next;
  private @Nullable Request waiting;

  /** Leaves a step that waits. Carries nothing: which one it is stands in {@link #waiting}. */
  static final class Suspended extends Error {
    private static final long serialVersionUID = 1;

    private Suspended() {
      super("a step waits for an answer; whoever catches this must throw it on", null, false, false);
    }
  }

  RowWork(long seed, Function<String, Tensor> given) {
    this.seed = seed;
    this.given = given;
  }

  /** A new attempt: nothing is known. */
  void begin() {
    answers.clear();
    said.clear();
    next = 0;
    waiting = null;
  }

  /**
   * Runs an attempt as far as it gets.
   *
   * @return null if it waits
   * @throws IllegalStateException if it goes on although it waits
   */
  <T> @Nullable T proceed(Supplier<T> attempt, String part) {
    next = 0;
    waiting = null;
    try {
      T result = attempt.get();
      if (waiting == null) return result;
    } catch (Suspended e) {
      return null;
    } catch (RuntimeException | Error e) {
      // Thrown for another reason, or made of the one that left the step.
      if (waiting != null) throw new IllegalStateException(caught(part), e);
      throw e;
    }
    throw new IllegalStateException(caught(part));
  }

  private static String caught(String part) {
    return part + " goes on although a call of its workspace ended with an error: it must not catch Throwable or Error";
  }

  /** What it waits for. */
  Request waiting() {
    if (waiting == null) throw new IllegalStateException("nothing is waited for");
    return waiting;
  }

  /** The answer. */
  void answer(Object answer) {
    if (answer instanceof List<?> list) for (Object o : list) if (o instanceof Outputs outputs) said(outputs);
    answers.add(answer);
    waiting = null;
  }

  private void said(Outputs o) {
    said.add(o.raw());
    said.addAll(o.extras().values());
  }

  /** What networks answered in this attempt. */
  List<Tensor> said() {
    return said;
  }

  /** Adds the tensors that the attempt may still ask for. */
  void keep(Collection<Tensor> kept) {
    for (Object a : answers) {
      switch (a) {
        case Tensor t -> kept.add(t);
        case Made m -> {
          m.evaluations().forEach(e -> Track.keep(kept, e));
          kept.addAll(m.carried().values());
        }
        case List<?> list -> {
          for (Object o : list) {
            if (!(o instanceof Outputs outputs)) continue;
            kept.add(outputs.raw());
            kept.addAll(outputs.extras().values());
          }
        }
        default -> { }
      }
    }
    kept.addAll(said);
  }

  private Object ask(Request r) {
    // A step that went on after it was left asks again.
    if (waiting != null) throw new Suspended();
    if (next < answers.size()) return answers.get(next++);
    waiting = r;
    throw new Suspended();
  }

  @Override
  public Tensor value(Expr e, String name) {
    Sum s = Sum.of(e);
    if (s.leaves().size() == 1 && s.coefficient(0, 0) == 1 && s.leaves().getFirst() instanceof Tensor t && Held.of(t) != null) return t;
    return (Tensor) ask(new Request.Value(s, name));
  }

  @Override
  public double[] reduce(Reduction r, List<Tensor> of) {
    return new double[] {(Double) ask(new Request.Reduce(r, of))};
  }

  @Override
  public Tensor map(Mapping m, List<Tensor> of, double[] parameter, String name) {
    if (parameter.length > 1)
      throw new IllegalArgumentException(parameter.length + " numbers, one a sample, where 1 sample is at work");
    return (Tensor) ask(new Request.Map(m, of, parameter, name));
  }

  @Override
  public Tensor posteriorMean(Mixture mixture, Tensor x, Point at, String name) {
    return (Tensor) ask(new Request.Posterior(mixture, x, at, name));
  }

  @Override
  @SuppressWarnings("unchecked") // what answers a call is such a list
  public List<Outputs> call(ScoreNetwork network, List<Ask> asks, String name) {
    return (List<Outputs>) ask(new Request.Call(network, List.copyOf(asks), name));
  }

  /** Whether all values are finite. */
  boolean finite(Tensor state) {
    return (Boolean) ask(new Request.Finite(state));
  }

  @Override
  public Tensor given(String name) {
    return given.apply(name);
  }

  @Override
  public Made once(Supplier<Made> made) {
    if (waiting != null) throw new Suspended();
    if (next < answers.size() && answers.get(next) instanceof Made m) {
      next++;
      return m;
    }
    int began = next;
    Made m = made.get();
    if (waiting != null) throw new Suspended();
    answers.subList(began, next).clear();
    answers.add(began, m);
    next = began + 1;
    return m;
  }

  @Override
  public long[] seeds() {
    return new long[] {seed};
  }

  @Override
  public int samples() {
    return 1;
  }
}
