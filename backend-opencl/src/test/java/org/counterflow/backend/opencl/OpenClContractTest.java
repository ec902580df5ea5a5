package org.counterflow.backend.opencl;

import java.util.List;
import org.counterflow.api.backend.Availability;
import org.counterflow.api.tensor.Precision;
import org.counterflow.tck.BackendContract;

/** What holds for every backend; what is OpenCL's own is in the other tests. */
@NeedsDevice
class OpenClContractTest extends BackendContract {
  OpenClContractTest() {
    super(new OpenClProvider());
  }

  @Override
  protected List<Integer> threads() {
    return List.of(0);
  }

  @Override
  protected List<Precision> precisions() {
    boolean fp64 = new OpenClProvider().probe() instanceof Availability.Available a && a.devices().getFirst().fp64();
    return fp64 ? List.of(Precision.F32, Precision.F64) : List.of(Precision.F32);
  }
}
