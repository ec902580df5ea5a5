package org.counterflow.diagnostics.recorded;

import java.nio.file.Path;
import java.util.Map;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.internal.json.JsonReader;

/**
 * The problem behind recorded runs, {@code problem.json}: a mixture of normal distributions, the starting normals, the table of betas.
 *
 * @param weights of the components, each above 0
 * @param means [component][dimension]
 * @param covariances [component][dimension][dimension], symmetric, positive semidefinite
 * @param normals [sample][dimension], what runs start from before they are scaled
 * @param betas of the table by which discrete runs are made
 */
public record RecordedProblem(double[] weights, double[][] means, double[][][] covariances, double[][] normals, Map<String, Object> betas) {
  /** Checks that all is of one dimension. */
  public RecordedProblem {
    int d = means[0].length;
    if (weights.length != means.length || weights.length != covariances.length)
      throw new IllegalArgumentException(weights.length + " weights, " + means.length + " means and " + covariances.length + " covariances");
    for (int c = 0; c < weights.length; c++) {
      if (!(weights[c] > 0)) throw new IllegalArgumentException("weight " + c + " must be above 0, was " + weights[c]);
      if (means[c].length != d || covariances[c].length != d)
        throw new IllegalArgumentException("component " + c + " is not of dimension " + d);
      for (double[] row : covariances[c])
        if (row.length != d) throw new IllegalArgumentException("the covariance of component " + c + " is not " + d + " by " + d);
    }
    for (double[] z : normals) if (z.length != d) throw new IllegalArgumentException("a start has " + z.length + " elements of " + d);
  }

  /** Of one sample. */
  public int dimension() {
    return means[0].length;
  }

  /** How many samples a run has. */
  public int samples() {
    return normals.length;
  }

  /**
   * Reads a file.
   *
   * @throws FormatException if it cannot be read, or is no such problem
   */
  public static RecordedProblem read(Path file) {
    String where = file.toString();
    Members m = Members.of(JsonReader.parse(JsonReader.text(file), where), where), mixture = m.object("mixture");
    var covariances = mixture.list("covariances").stream()
        .map(c -> Members.of(Map.of("covariances", c), where).rows("covariances")).toArray(double[][][]::new);
    double[][] means = mixture.rows("means");
    if (means.length == 0) throw new FormatException(where, "has a mixture without components", "");
    try {
      return new RecordedProblem(mixture.numbers("weights"), means, covariances, m.rows("z"),
          m.object("betas").plain());
    } catch (IllegalArgumentException e) {
      throw e instanceof FormatException ? e : new FormatException(where, String.valueOf(e.getMessage()), "", e);
    }
  }
}
