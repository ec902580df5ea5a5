package org.counterflow.api.internal.driver;

import org.counterflow.api.backend.Buffer;
import org.counterflow.api.process.Point;
import org.counterflow.api.tensor.Tensor;

/** A run that leaves the finite numbers ends with a message that says where that began. */
final class FiniteCheck {
  private static final String NETWORK = ": network output not finite";

  private FiniteCheck() {}

  /** Checks a new state. */
  static void state(Batch batch, Tensor x) {
    Pool pool = batch.pool();
    Buffer values = pool.buffer(x).rows(0, pool.rows());
    int row = (int) pool.backend().firstNotFinite(values);
    batch.job().counters().kernels.increment();
    if (row < 0) return;
    boolean called = batch.calls().answered(), sick = batch.calls().firstNotFinite(row, 1) >= 0;
    throw new ArithmeticException(became(batch, row, values.rows(row, 1)) + (sick ? NETWORK : ": the solver's sum is not finite"
        + (called ? " though the network's output is" : "") + "; the step may be too long"));
  }

  /** For a coefficient that is no number: the network's fault where its output is none, else the solver's or the rule's. */
  static ArithmeticException coefficient(Batch batch, CoefficientException e) {
    int sick = batch.calls().firstNotFinite(0, batch.pool().rows());
    if (sick >= 0) return new ArithmeticException(batch.sample(sick) + " became not finite" + where(batch) + NETWORK);
    return new ArithmeticException(e.what() + (e.row < 0 ? "" : " for " + batch.sample(e.row)) + where(batch)
        + ": a step without length or a norm of 0 was divided by");
  }

  /** For a step control that gives no next step. */
  static ArithmeticException factor(Batch batch, double error, double factor) {
    int sick = batch.calls().firstNotFinite(0, 1);
    if (sick >= 0) return new ArithmeticException(batch.sample(0) + " has the error " + error + where(batch) + NETWORK);
    return new ArithmeticException("the step control gave the factor " + factor + " for the error " + error + " of " + batch.sample(0)
        + where(batch) + ": a factor must be above 0");
  }

  private static String became(Batch batch, int row, Buffer values) {
    String became = "not finite";
    for (double v : Held.read(batch.pool().backend(), values)) {
      if (Double.isFinite(v)) continue;
      became = Double.isNaN(v) ? "NaN" : "infinite";
      break;
    }
    return batch.sample(row) + " became " + became + where(batch);
  }

  private static String where(Batch batch) {
    Point at = batch.at();
    Job job = batch.job();
    return " in step " + (batch.index() + 1) + (job.adaptive() ? "" : " of " + job.steps()) + ", evaluation " + batch.evaluations()
        + ", at t=" + (float) at.time() + " (sigma " + (float) at.sigma() + ")";
  }
}
