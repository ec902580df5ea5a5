package org.counterflow.diagnostics.internal.libraries;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.counterflow.diagnostics.recorded.CaseRecipe;
import org.counterflow.diagnostics.recorded.RecordedCase;
import org.counterflow.diagnostics.recorded.RecordedProblem;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.internal.mapping.Keys;

/** Another program: which of our recipes a run of it is. From what was asked for alone, never from what came of it. */
public interface Library {
  /** By the names that records have for them. */
  Map<String, Library> ALL = new TreeMap<>(Map.of(
      "AcceleratedDiffusionSamplers", new AcceleratedSamplers(),
      "deis", new JaxDeis(),
      "diff-sampler", new DiffSampler(),
      "diffusers", new Diffusers(),
      "dpm-solver", new DpmSolver(),
      "edm", new Edm(),
      "k-diffusion", new KDiffusion(),
      "UniPC", new OfficialUniPC()));

  /** The options that a library's records have whatever it reads. */
  List<String> REMARKS = List.of("extra_args", "callback", "disable", "noise_sampler", "return_info", "return_intermediate", "return_inters",
      "return_eps", "class_labels", "condition", "unconditional_condition");

  /**
   * The recipe.
   *
   * @param c the run
   * @param k its options
   * @param table the text of the problem's table of betas, whose starting normals are not scaled
   */
  CaseRecipe recipe(RecordedCase c, Keys k, Table table);

  /**
   * The recipe of a recorded run.
   *
   * @throws FormatException if an option has no part here; the message names it
   */
  static CaseRecipe find(RecordedCase c, RecordedProblem problem) {
    Library library = ALL.get(c.library());
    if (library == null) throw new FormatException(c.where(), "\"library\" must be one of " + String.join(", ", ALL.keySet()) + ", was " + c.library(), "");
    Map<String, Object> options = new LinkedHashMap<>(c.options());
    options.keySet().removeAll(REMARKS);
    var keys = new Keys(c.where(), options, c.defaults());
    CaseRecipe recipe = library.recipe(c, keys, new Table(problem.betas(), c.where()));
    List<String> rest = keys.unused(false);
    if (!rest.isEmpty()) throw new FormatException(c.where(), "has the option \"" + rest.getFirst() + "\" of " + c.library() + " " + c.sampler()
        + ", for which nothing is known here", "");
    return recipe;
  }

  /** A sampler of a library that has no recipe. */
  static FormatException unknown(RecordedCase c) {
    return new FormatException(c.where(), c.library() + " has no sampler " + c.sampler() + " that is known here", "");
  }
}
