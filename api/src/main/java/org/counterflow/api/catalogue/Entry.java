package org.counterflow.api.catalogue;

import java.util.List;
import java.util.Map;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Traits;
import org.jspecify.annotations.Nullable;

/**
 * A declared part under its kind.
 *
 * @param <T> the kind's type
 */
public final class Entry<T> {
  private final Kind<T> kind;
  private final Part<? extends T> part;

  private Entry(Kind<T> kind, Part<? extends T> part) {
    this.kind = kind;
    this.part = part;
  }

  /** A part as one of this kind. */
  public static <T> Entry<T> of(Kind<T> kind, Part<? extends T> part) {
    return new Entry<>(kind, part);
  }

  /** What it is. */
  public Kind<T> kind() {
    return kind;
  }

  /** Its declaration. */
  public Part<? extends T> part() {
    return part;
  }

  /** Its id. */
  public String id() {
    return part.id();
  }

  /** What it is, one sentence. */
  public String summary() {
    return part.summary();
  }

  /** Where it is from; empty if nowhere. */
  public String paper() {
    return part.paper();
  }

  /** How many parts of the same kind it takes in brackets: {@code churn(heun)} has 1. */
  public int inner() {
    return part.inner();
  }

  /** Its parameters, in the order in which they are shown. */
  public List<Parameter<?>> parameters() {
    return part.parameters();
  }

  /** The part of these texts; what a maker gets wrong beyond a refusal is said with its name. */
  T make(List<T> around, Map<String, String> given) {
    T made;
    try {
      made = part.make(around, given);
    } catch (OutOfMemoryError e) {
      throw e; // of a file that it reads, which may be large
    } catch (Error e) {
      throw new IllegalStateException(this + " cannot be made: " + e + ". Remedy: report it to its makers, or remove its jar", e);
    }
    if (made == null)
      throw new IllegalStateException(this + " cannot be made: its factory gave null. Remedy: report it to its makers, or remove its jar");
    return made;
  }

  /** The claims of a solver that needs no argument; null for other kinds, for wrappers, and where an argument is required. */
  public @Nullable Traits traits() {
    if (kind.type() != Solver.class || inner() > 0 || parameters().stream().anyMatch(Parameter::isRequired)) return null;
    return ((Solver) make(List.of(), Map.of())).traits();
  }

  @Override
  public String toString() {
    return kind + " " + id();
  }
}
