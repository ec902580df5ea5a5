package org.counterflow.api.internal.driver;

import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Values of a batch as bytes; {@link StateReader} reads them back to equal bits. */
record StateWriter(DataOutput out, Pool pool) {
  void point(@Nullable Point p) throws IOException {
    out.writeBoolean(p != null);
    if (p == null) return;
    out.writeDouble(p.time());
    out.writeDouble(p.alpha());
    out.writeDouble(p.sigma());
  }

  void tensor(Tensor t) throws IOException {
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
