package org.counterflow.backend.cpuvector;

import org.counterflow.tck.BackendContract;

/** What holds for every backend; the edges of this one's blocks, tiles and tasks are in the other tests. */
class VectorContractTest extends BackendContract {
  VectorContractTest() {
    super(new CpuVectorProvider());
  }
}
