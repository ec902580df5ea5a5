package org.counterflow.api.internal.driver;

import java.io.DataOutput;
import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.Map;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Values of a batch as bytes; {@link StateReader} reads them back to equal bits. A tensor that is there twice is written once: sums take
 * what is the same as one, and have to after a pause too.
 */
final class StateWriter {
  /** Stands for a tensor that was not there before. */
  static final int NEW = -1;

  private final DataOutput out;
  private final Pool pool;
  private final Map<Tensor, Integer> written = new IdentityHashMap<>();

  StateWriter(DataOutput out, Pool pool) {
    this.out = out;
    this.pool = pool;
  }

  void point(@Nullable Point p) throws IOException {
    out.writeBoolean(p != null);
    if (p == null) return;
    out.writeDouble(p.time());
    out.writeDouble(p.alpha());
    out.writeDouble(p.sigma());
  }

  void tensor(Tensor t) throws IOException {
    Integer before = written.putIfAbsent(t, written.size());
    out.writeInt(before == null ? NEW : before);
    if (before != null) return;
    out.writeUTF(t.name());
    out.writeInt(t.shape().rank());
    for (int i = 0; i < t.shape().rank(); i++) out.writeInt(t.shape().dimension(i));
    double[] values = pool.read(t);
    for (double v : values) out.writeDouble(v);
  }

  void evaluation(Evaluation e) throws IOException {
    point(e.point());
    tensor((Tensor) e.x());
    tensor((Tensor) e.raw());
    SavedPrediction.write(out, e.prediction(), e.point());
    out.writeInt(e.extras().size());
    for (Map.Entry<String, Tensor> extra : e.extras().entrySet()) {
      out.writeUTF(extra.getKey());
      tensor(extra.getValue());
    }
  }
}
