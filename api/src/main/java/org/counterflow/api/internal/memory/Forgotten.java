package org.counterflow.api.internal.memory;

import java.lang.ref.Cleaner;

/**
 * What was opened and never closed: given back when the garbage collector finds it, with a warning that says what it was. A net, not a way
 * to work: nobody knows when it is found.
 */
public final class Forgotten {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final System.Logger LOG = System.getLogger("org.counterflow.api");

  private Forgotten() {}

  /** One thing that is open. */
  public static final class Note {
    private final State state;
    private final Cleaner.Cleanable cleanable;

    private Note(Object opened, State state) {
      this.state = state;
      cleanable = CLEANER.register(opened, state);
    }

    /** It was closed in good order. */
    public void forget() {
      state.closed = true;
      cleanable.clean();
    }
  }

  private static final class State implements Runnable {
    final String what;
    final Runnable free;
    volatile boolean closed;

    State(String what, Runnable free) {
      this.what = what;
      this.free = free;
    }

    @Override
    public void run() {
      if (closed) return;
      LOG.log(System.Logger.Level.WARNING, "{0} was never closed; its memory is given back now: use try-with-resources", what);
      free.run();
    }
  }

  /**
   * Remembers something.
   *
   * @param opened what will not be reachable any more if it was forgotten
   * @param what it is, for the warning
   * @param free gives back what it holds; must not know {@code opened}, else it would stay reachable
   */
  public static Note note(Object opened, String what, Runnable free) {
    return new Note(opened, new State(what, free));
  }
}
