package org.counterflow.solvers.support;

import org.counterflow.api.Backends;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.tensor.Precision;

/** The plain backend in double precision. */
public final class Plain {
  private Plain() {}

  /** Opens it. */
  public static Backend f64() {
    return Backends.installed().open("java", Options.defaults().in(Precision.F64));
  }
}
