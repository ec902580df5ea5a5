package org.counterflow.api.internal.driver;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Ask;
import org.counterflow.api.score.Outputs;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Tensor;

/** Work for all rows of a pool, done when it is asked for. */
final class BatchWork implements Work {
  private final Job job;
  private final Pool pool;
  private final NetworkCalls calls;
  private final int first;

  BatchWork(Job job, Pool pool, NetworkCalls calls, int first) {
    this.job = job;
    this.pool = pool;
    this.calls = calls;
    this.first = first;
  }

  @Override
  public Tensor value(Expr e, String name) {
    return pool.value(e, job.shape(), name);
  }

  private Buffer rows(Tensor t) {
    Buffer b = pool.buffer(t);
    return b.samples() == 1 ? b : b.rows(0, pool.rows());
  }

  private Backend counted() {
    job.counters().kernels.increment();
    return pool.backend();
  }

  @Override
  public double[] reduce(Reduction r, List<Tensor> of) {
    double[] perRow = r.of(counted(), of.stream().map(this::rows).toArray(Buffer[]::new));
    if (perRow.length == pool.rows()) return perRow;
    var all = new double[pool.rows()];
    Arrays.fill(all, perRow[0]);
    return all;
  }

  @Override
  public Tensor map(Mapping m, List<Tensor> of, double[] parameter, String name) {
    Buffer[] in = of.stream().map(pool::buffer).toArray(Buffer[]::new);
    Tensor out = pool.take(job.shape(), name);
    m.apply(counted(), in, parameter.length == 0 ? parameter : pool.padded(parameter), pool.buffer(out));
    return out;
  }

  @Override
  public Tensor posteriorMean(Mixture mixture, Tensor x, Point at, String name) {
    Buffer in = pool.buffer(x);
    Tensor out = pool.take(job.shape(), name);
    counted().mixturePosterior(mixture, at.alpha(), at.sigma(), in, pool.buffer(out));
    return out;
  }

  @Override
  public List<Outputs> call(ScoreNetwork network, List<Ask> asks, String name) {
    return calls.call(network, asks, name);
  }

  @Override
  public Tensor given(String name) {
    return pool.place(name, job.conditions().row(name), first);
  }

  @Override
  public Made once(Supplier<Made> made) {
    return made.get();
  }

  @Override
  public int samples() {
    return pool.rows();
  }

  @Override
  public long[] seeds() {
    return pool.seeds();
  }
}
