package org.counterflow.api.internal.driver;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.counterflow.api.process.Affine;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.jspecify.annotations.Nullable;

/**
 * A prediction of somebody's own, read back as what it said at the one point where its evaluation was made. Counterflow's are read back as
 * themselves.
 */
record SavedPrediction(String id, Affine data, Affine noise) implements Prediction {
  private static final List<Prediction> NAMED =
      List.of(Prediction.DATA, Prediction.EPSILON, Prediction.VELOCITY, Prediction.FLOW, Prediction.SCORE, Prediction.edm(0.5),
          Prediction.flow(Prediction.Towards.DATA));
  private static final String EDM = "edm:sigma-data=";

  static void write(DataOutput out, Prediction p, Point at) throws IOException {
    boolean known = p.equals(known(p.id()));
    out.writeUTF(p.id());
    out.writeBoolean(known);
    if (known) return;
    write(out, p.data(at));
    write(out, p.noise(at));
  }

  private static void write(DataOutput out, Affine a) throws IOException {
    out.writeDouble(a.ofX());
    out.writeDouble(a.ofOutput());
  }

  static Prediction read(DataInput in) throws IOException {
    String id = in.readUTF();
    if (!in.readBoolean()) return new SavedPrediction(id, affine(in), affine(in));
    Prediction p = known(id);
    if (p == null) throw StateReader.wrong("the prediction \"" + id + "\", which this version does not know");
    return p;
  }

  private static Affine affine(DataInput in) throws IOException {
    return new Affine(in.readDouble(), in.readDouble());
  }

  private static @Nullable Prediction known(String id) {
    for (Prediction p : NAMED) if (p.id().equals(id)) return p;
    if (!id.startsWith(EDM)) return null;
    try {
      return Prediction.edm(Double.parseDouble(id.substring(EDM.length())));
    } catch (IllegalArgumentException e) {
      return null; // of somebody who names it so, or a number that is none
    }
  }

  @Override
  public Affine data(Point p) {
    return data;
  }

  @Override
  public Affine noise(Point p) {
    return noise;
  }

  @Override
  public String toString() {
    return id;
  }
}
