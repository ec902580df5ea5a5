package org.counterflow.diagnostics.recorded;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.counterflow.formats.FormatException;

/**
 * One recorded run: what was asked for, and what came of it.
 *
 * @param id of the case
 * @param library that made the run
 * @param sampler its name there
 * @param options what the record lists
 * @param defaults the library's, for what it does not list
 * @param where what messages call the record
 * @param space in which the states are: {@code vp}, {@code ve} or {@code flow}
 * @param prediction what the model returned
 * @param states [state][sample and dimension]
 * @param nodes which of the states are at nodes of the grid; empty where the record does not say
 * @param inputs whether the states are the model's inputs, and the result
 * @param alphas of the evaluations
 * @param sigmas of the evaluations
 * @param noise [draw][sample and dimension]
 * @param drawnAfter so many evaluations for each draw
 * @param evaluations in all
 * @param tolerance relative to the greater of 1 and the recorded value
 */
public record RecordedCase(String id, String library, String sampler, Map<String, Object> options, Map<String, Object> defaults, String where,
    String space, String prediction, double[][] states, List<Integer> nodes, boolean inputs, double[] alphas, double[] sigmas,
    double[][] noise, double[] drawnAfter, int evaluations, double tolerance) {
  private static final List<String> SPACES = List.of("vp", "ve", "flow");

  static RecordedCase of(Object value, Members defaults, String file) {
    Members m = Members.of(value, file);
    String id = m.text("id"), where = file + ", case " + id;
    m = new Members(where, m.of());
    String library = m.text("library"), sampler = m.text("sampler"), space = m.text("space");
    if (!SPACES.contains(space)) throw new FormatException(where, "\"space\" must be one of " + String.join(", ", SPACES) + ", was " + space, "");
    String key = library + "/" + sampler;
    Map<String, Object> byDefault = defaults.has(key) ? defaults.object(key).plain() : Map.of();
    double[][] states = m.rows("x"), noise = m.has("noise") ? m.rows("noise") : new double[0][];
    List<Integer> nodes = m.has("nodes") ? Arrays.stream(m.numbers("nodes")).mapToObj(n -> (int) n).toList() : List.of();
    for (int n : nodes)
      if (n < 0 || n >= states.length) throw new FormatException(where, "\"nodes\" names state " + n + " of " + states.length, "");
    double[] after = m.has("noise_nfe") ? m.numbers("noise_nfe") : new double[0];
    if (after.length != noise.length) throw new FormatException(where, noise.length + " draws, and " + after.length + " \"noise_nfe\"", "");
    return new RecordedCase(id, library, sampler, new LinkedHashMap<>(m.object("options").plain()), byDefault, where, space,
        m.text("prediction"), states, nodes, m.flag("x_are_model_inputs"), m.numbers("eval_alpha"), m.numbers("eval_sigma"), noise, after,
        (int) m.number("nfe"), m.number("tol"));
  }

  @Override
  public String toString() {
    return where;
  }
}
