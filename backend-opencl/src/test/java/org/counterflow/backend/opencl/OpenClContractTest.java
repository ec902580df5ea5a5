package org.counterflow.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.counterflow.api.backend.Availability;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.Device;
import org.counterflow.api.backend.Options;
import org.counterflow.api.tensor.Precision;
import org.counterflow.tck.BackendContract;
import org.junit.jupiter.api.Test;

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

  private static Device device() {
    return assertInstanceOf(Availability.Available.class, new OpenClProvider().probe()).devices().getFirst();
  }

  @Override
  protected Options options() {
    return Options.defaults().device("0");
  }

  @Override
  protected List<Precision> precisions() {
    return device().fp64() ? List.of(Precision.F32, Precision.F64) : List.of(Precision.F32);
  }

  /** A driver for the CPU works in the memory of this process. */
  @Override
  protected OptionalLong bytesInUse() {
    Path statm = Path.of("/proc/self/statm");
    if (!device().type().equals("cpu") || !Files.exists(statm)) return OptionalLong.empty();
    try {
      return OptionalLong.of(Long.parseLong(Files.readString(statm).split(" ")[1]) * 4096);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its memory is not the host's, whatever it is made of: who asks for the address is told what to do. */
  @Override
  @Test
  public void hostMemoryIsAlignedAndNative() {
    try (Backend b = new OpenClProvider().open(options()); Buffer x = b.allocate(1, 1)) {
      String said = String.valueOf(assertThrows(UnsupportedOperationException.class, x::segment).getMessage());
      assertTrue(said.contains("download it, or hold it in host memory"), said);
    }
  }
}
