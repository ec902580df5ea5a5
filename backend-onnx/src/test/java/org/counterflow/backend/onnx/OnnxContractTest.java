package org.counterflow.backend.onnx;

import java.nio.file.Path;
import org.counterflow.api.network.Network;
import org.counterflow.tck.NetworkContract;
import org.junit.jupiter.api.io.TempDir;

/** What holds for every network; what is this runtime's own is in the other tests. */
class OnnxContractTest extends NetworkContract {
  @TempDir
  static Path folder;

  @Override
  protected Network open() {
    return OnnxNetwork.open(Fixture.fashion(folder), Fixture.options());
  }
}
