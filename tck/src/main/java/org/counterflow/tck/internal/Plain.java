package org.counterflow.tck.internal;

import org.counterflow.api.Backends;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.tensor.Precision;

/** The plain backend: what all others are compared with. */
public final class Plain {
  private Plain() {}

  /** Opens it in double precision. */
  public static Backend f64() {
    return in(Precision.F64);
  }

  /** Opens it. */
  public static Backend in(Precision p) {
    return Backends.installed().open("java", Options.defaults().in(p));
  }
}
