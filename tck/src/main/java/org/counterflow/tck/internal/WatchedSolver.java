package org.counterflow.tck.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.TreeSet;
import org.counterflow.api.score.Carry;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A solver of which it is noted what it asks its steps for, in solvers inside of it too. */
public final class WatchedSolver implements Solver {
  private final Solver inner;
  private final Notes notes;

  /** What it asked for. */
  public static final class Notes {
    private int furthest;
    private int draws;
    private int most;
    private int now;
    private final Set<String> carried = new TreeSet<>();

    /** How far back it read the history. */
    public int furthest() {
      return furthest;
    }

    /** How many normals it drew. */
    public int draws() {
      return draws;
    }

    /** How many normals it drew in the step in which it drew most. */
    public int mostDraws() {
      return most;
    }

    /** Names of values that it kept. */
    public Set<String> carried() {
      return carried;
    }
  }

  /** With no notes yet. */
  public WatchedSolver(Solver inner) {
    this(inner, new Notes());
  }

  private WatchedSolver(Solver inner, Notes notes) {
    this.inner = inner;
    this.notes = notes;
  }

  /** What it asked for so far. */
  public Notes notes() {
    return notes;
  }

  @Override
  public Traits traits() {
    return inner.traits();
  }

  @Override
  public Expr step(Step s) {
    notes.now = 0;
    return inside(s);
  }

  private Expr inside(Step s) {
    return inner.step((Step) Proxy.newProxyInstance(Step.class.getClassLoader(), new Class<?>[] {Step.class}, (_, method, args) -> {
      switch (method.getName()) {
        case "past" -> notes.furthest = Math.max(notes.furthest, (int) args[0]);
        case "noise" -> {
          notes.draws++;
          notes.most = Math.max(notes.most, ++notes.now);
        }
        case "run" -> args[0] = within((Solver) args[0]);
        default -> {}
      }
      try {
        Object answer = method.invoke(s, args);
        return answer instanceof Carry c ? new Noted(c, notes.carried) : answer;
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }));
  }

  private Solver within(Solver run) {
    var watched = new WatchedSolver(run, notes);
    return new Solver() {
      @Override
      public Traits traits() {
        return run.traits();
      }

      @Override
      public Expr step(Step s) {
        return watched.inside(s);
      }

      @Override
      public String toString() {
        return run.toString();
      }
    };
  }

  private record Noted(Carry inner, Set<String> names) implements Carry {
    @Override
    public @Nullable Tensor get(String name) {
      return inner.get(name);
    }

    @Override
    public void put(String name, Expr e) {
      names.add(name);
      inner.put(name, e);
    }
  }

  @Override
  public String toString() {
    return inner.toString();
  }
}
