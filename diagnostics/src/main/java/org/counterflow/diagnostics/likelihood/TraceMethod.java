package org.counterflow.diagnostics.likelihood;

/** How the divergence of the flow is found at a state. */
public sealed interface TraceMethod {
  /** Of as many coordinates as this, a trace takes about a second a state with a small network. */
  int MOST_EXACT = 4096;

  /** By a central difference along each coordinate: 2 d evaluations, no chance in it. */
  record Exact() implements TraceMethod {
    @Override
    public String toString() {
      return "exact";
    }
  }

  /**
   * Hutchinson's estimate from random signs: 2 evaluations a probe, unbiased. Each probe is integrated by itself, so that their spread says
   * what the estimate of a single sample is worth.
   *
   * @param probes at least 1; an error of a sample needs 2
   */
  record Hutchinson(int probes) implements TraceMethod {
    /** Checks the number. */
    public Hutchinson {
      if (probes < 1 || probes > 1 << 16) throw new IllegalArgumentException("probes must be 1 to 65536, was " + probes);
    }

    @Override
    public String toString() {
      return "hutchinson:probes=" + probes;
    }
  }

  /**
   * Reads {@code exact}, {@code hutchinson} (one probe) or {@code hutchinson:probes=N}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static TraceMethod parse(String text) {
    String t = text.strip();
    if (t.equals("exact")) return new Exact();
    if (t.equals("hutchinson")) return new Hutchinson(1);
    if (t.matches("hutchinson:probes=\\d{1,5}")) return new Hutchinson(Integer.parseInt(t.substring(t.indexOf('=') + 1)));
    throw new IllegalArgumentException("the trace is exact or hutchinson:probes=N, was \"" + text + "\"");
  }
}
