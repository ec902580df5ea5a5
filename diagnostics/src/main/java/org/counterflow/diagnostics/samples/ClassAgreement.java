package org.counterflow.diagnostics.samples;

/** The share of samples that a classifier puts into the class that was asked for. */
public final class ClassAgreement {
  private ClassAgreement() {}

  /**
   * The share, with the standard error of a binomial law, which is not 0 at its ends: that of the share with two hits and two misses more.
   *
   * @param logits [samples, classes], the greatest tells the class
   * @param labels one a sample, from 0
   * @throws IllegalArgumentException if there are not as many labels as samples, or a label has no logit
   * @see <a href="https://doi.org/10.1080/00031305.1998.10480550">Agresti and Coull 1998</a>
   */
  public static Estimated of(Cloud logits, long[] labels) {
    int n = logits.samples(), hits = 0;
    if (labels.length != n) throw new IllegalArgumentException(labels.length + " labels for " + n + " samples");
    for (int i = 0; i < n; i++) {
      if (labels[i] < 0 || labels[i] >= logits.elements())
        throw new IllegalArgumentException("label " + labels[i] + " of sample " + i + " is none of the classifier's " + logits.elements() + " classes");
      int best = 0;
      for (int c = 1; c < logits.elements(); c++) if (logits.at(i, c) > logits.at(i, best)) best = c;
      if (best == labels[i]) hits++;
    }
    double share = (hits + 2.0) / (n + 4.0);
    return new Estimated((double) hits / n, Math.sqrt(share * (1 - share) / (n + 4)));
  }
}
