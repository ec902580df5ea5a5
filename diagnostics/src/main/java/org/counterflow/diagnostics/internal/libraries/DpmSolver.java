package org.counterflow.diagnostics.internal.libraries;

import static org.counterflow.formats.internal.mapping.Texts.part;
import static org.counterflow.formats.internal.mapping.Texts.unless;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.counterflow.diagnostics.recorded.CaseRecipe.Compare;
import org.counterflow.diagnostics.recorded.CaseRecipe;
import org.counterflow.diagnostics.recorded.RecordedCase;
import org.counterflow.formats.internal.mapping.Keys;
import org.jspecify.annotations.Nullable;

/** The official code of DPM-Solver. */
final class DpmSolver implements Library {
  @Override
  public CaseRecipe recipe(RecordedCase c, Keys k, Table table) {
    if (!c.sampler().equals("DPM_Solver")) throw Library.unknown(c);
    var official = new Official(k, table);
    boolean data = k.word("algorithm_type", "dpmsolver++", List.of("dpmsolver", "dpmsolver++")).equals("dpmsolver++");
    String correction = k.word("solver_type", "dpmsolver", List.of("dpmsolver", "taylor")).equals("taylor") ? "heun" : null;
    int order = k.whole("order", 2, 1, 3), steps = k.whole("steps", 20, 1, 1_000_000);
    boolean lower = k.flag("lower_order_final", true), toZero = k.flag("denoise_to_zero", false);
    double atol = k.number("atol", 0.0078), rtol = k.number("rtol", 0.05);
    String family = data ? "dpmpp-" : "dpm-solver-", method = k.word("method", "multistep",
        List.of("multistep", "singlestep", "singlestep_fixed", "adaptive"));
    if (toZero && method.equals("adaptive")) throw k.wrong("denoise_to_zero", "has no part with method adaptive");
    CaseRecipe recipe = switch (method) {
      case "multistep" -> with(official, order == 1 ? "ddim" : part(family + order + "m", "correction", correction, "lower-order-final",
          lower ? "below-10" : "never", "second-difference", order == 3 ? "half" : null), steps);
      case "adaptive" -> {
        if (order == 1) throw k.wrong("order", "must be 2 or 3 with method adaptive");
        yield CaseRecipe.of(official.schedule(), official.adaptive(), part("dpm-adaptive-" + (order == 2 ? "12" : "23"), "form", data ? "data" : "noise", "rtol", unless(0.05, rtol),
            "atol", unless(0.0078, atol), "control", "proportional", "norm", "batch-max", "rejected", "asks-again"), official.prediction(), 1).comparing(Compare.ENDS);
      }
      case "singlestep" -> singlestep(official, order, family + order + "s", correction, orders(order, steps));
      default -> singlestep(official, order, family + order + "s", correction, Collections.nCopies(steps / order, order));
    };
    return recipe.denoised(toZero);
  }

  private static CaseRecipe with(Official o, String solver, int steps) {
    return CaseRecipe.of(o.schedule(), o.grid(), solver, o.prediction(), steps);
  }

  /** Blocks that need so many evaluations in all; the last ones are of lower order. */
  private static List<Integer> orders(int order, int steps) {
    var orders = new ArrayList<Integer>(Collections.nCopies(steps / order, order));
    int rest = steps % order;
    if (order == 3 && rest == 0) {
      orders.removeLast();
      orders.addAll(List.of(2, 1));
    } else if (rest > 0) {
      orders.add(rest);
    }
    return orders;
  }

  /**
   * Uniform in lambda, each block is a step with its stages inside. Else the inner nodes of a block follow its spacing, and so are those of
   * the whole grid; states are listed at the ends of blocks.
   */
  private static CaseRecipe singlestep(Official o, int order, String id, @Nullable String correction, List<Integer> orders) {
    boolean inside = o.uniformInLambda();
    if (order == 1) return with(o, "ddim", orders.size());
    int end = orders.size();
    String ending = orders.get(end - 1) == order ? null
        : orders.get(end - 1) == 1 && end > 1 && orders.get(end - 2) == 2 && order == 3 ? "two-one" : orders.get(end - 1) == 1 ? "one" : "two";
    String solver = part(id, "correction", correction, "nodes", inside ? null : "skip-type", "ending", ending);
    if (inside) return with(o, solver, orders.size());
    var ends = new ArrayList<Integer>(List.of(0));
    for (int n : orders) ends.add(ends.getLast() + n);
    return with(o, solver, ends.getLast()).listedAt(ends);
  }
}
