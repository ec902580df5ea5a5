package org.counterflow.api.solver;

import java.util.List;

/** What a step control sees: the attempt to decide about, and those before it. */
public final class Attempts {
  /** How many accepted attempts are remembered. */
  public static final int REMEMBERED = 4;

  private final Attempt now;
  private final List<Attempt> accepted;
  private final List<Attempt> rejected;

  /**
   * The attempts of a sample.
   *
   * @param now the one to decide about
   * @param accepted latest first
   * @param rejected since the last accepted one, latest first
   */
  public Attempts(Attempt now, List<Attempt> accepted, List<Attempt> rejected) {
    this.now = now;
    this.accepted = List.copyOf(accepted);
    this.rejected = List.copyOf(rejected);
  }

  /** The one to decide about. */
  public Attempt now() {
    return now;
  }

  /** Those that counted, latest first; at most {@value #REMEMBERED}. */
  public List<Attempt> accepted() {
    return accepted;
  }

  /** Those that did not count since the last that did, latest first. */
  public List<Attempt> rejected() {
    return rejected;
  }
}
