package org.counterflow.solvers.ode;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.counterflow.api.part.Parameter;

/**
 * The steps that a predictor-corrector leaves without a correction: under strong guidance the first corrections can do harm.
 *
 * @param all whether there is none at all
 * @param steps the steps without one, from 0; empty where {@code all}
 */
public record CorrectorOff(boolean all, List<Integer> steps) {
  /** Each step has one: {@code none}. */
  public static final CorrectorOff NONE = new CorrectorOff(false, List.of());

  /** No step has one: {@code all}. */
  public static final CorrectorOff ALL = new CorrectorOff(true, List.of());

  static final Parameter<CorrectorOff> PARAMETER = Parameter.parsed("corrector-off", NONE, CorrectorOff::parse,
      "steps without a correction: none, all, or their numbers from 0 with / between them (diffusers: disable_corrector)");

  /** Sorts the steps. */
  public CorrectorOff {
    for (int s : steps) if (s < 0) throw new IllegalArgumentException("corrector-off counts steps from 0, was " + s);
    steps = all ? List.of() : steps.stream().distinct().sorted().toList();
  }

  /**
   * Reads {@code none}, {@code all} or {@code 0/3}.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static CorrectorOff parse(String text) {
    if (text.equals("none")) return NONE;
    if (text.equals("all")) return ALL;
    if (!text.matches("\\d{1,9}(/\\d{1,9})*"))
      throw new IllegalArgumentException("must be none, all or numbers of steps with / between them (0/1), was \"" + text + "\"");
    return new CorrectorOff(false, Arrays.stream(text.split("/")).map(Integer::parseInt).toList());
  }

  boolean at(int step) {
    return all || steps.contains(step);
  }

  @Override
  public String toString() {
    if (all) return "all";
    return steps.isEmpty() ? "none" : steps.stream().map(Object::toString).collect(Collectors.joining("/"));
  }
}
