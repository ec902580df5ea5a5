package org.counterflow.api.catalogue;

import java.util.List;
import java.util.function.Function;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Traits;
import org.jspecify.annotations.Nullable;

/**
 * A named part and how it is made.
 *
 * @param kind what it is
 * @param id kebab-case; third parties prefix theirs ({@code acme/leap})
 * @param summary one sentence
 * @param paper where it is from, as {@code arXiv:2211.01095} or a short citation; empty if nowhere
 * @param inner how many parts of the same kind it takes in brackets: {@code churn(heun)} has 1
 * @param parameters in the order in which they are shown
 * @param factory makes it of checked arguments
 * @param <T> the kind's type
 */
public record Entry<T>(Kind<T> kind, String id, String summary, String paper, int inner, List<Parameter> parameters,
    Function<Arguments, T> factory) {
  /** Copies the list. */
  public Entry {
    parameters = List.copyOf(parameters);
    if (!id.matches("([a-z0-9]+/)?[a-z0-9]+(-[a-z0-9]+)*"))
      throw new IllegalArgumentException("\"" + id + "\" is no id: lower-case words with - between them, after a vendor and / if it is not Counterflow's");
  }

  /** A part that takes no other in brackets. */
  public static <T> Entry<T> of(Kind<T> kind, String id, String summary, String paper, Function<Arguments, T> factory, Parameter... parameters) {
    return new Entry<>(kind, id, summary, paper, 0, List.of(parameters), factory);
  }

  /** A part around one other. */
  public static <T> Entry<T> around(Kind<T> kind, String id, String summary, String paper, Function<Arguments, T> factory,
      Parameter... parameters) {
    return new Entry<>(kind, id, summary, paper, 1, List.of(parameters), factory);
  }

  /** The claims of a solver that needs no argument; null for other kinds, for wrappers, and where an argument is required. */
  public @Nullable Traits traits() {
    if (kind.type() != Solver.class || inner > 0) return null;
    for (Parameter p : parameters) if (p.byDefault().isEmpty()) return null;
    return ((Solver) factory.apply(Arguments.defaults(this))).traits();
  }
}
