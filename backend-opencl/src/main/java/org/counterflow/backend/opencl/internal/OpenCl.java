package org.counterflow.backend.opencl.internal;

import java.util.List;
import org.counterflow.api.backend.Availability;
import org.counterflow.api.backend.Availability.Available;
import org.counterflow.api.backend.Availability.Unavailable;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.jspecify.annotations.Nullable;

/** OpenCL itself: loaded on first use, once a process; its devices are asked for each time. No type of JOCL is in this class's signatures. */
public final class OpenCl {
  private static final String COMPILE_AFTER = "compile-after";

  private static final @Nullable Unavailable FAULT = Natives.load();

  private OpenCl() {}

  /** The devices there are, or why there are none. */
  public static Availability availability() {
    if (FAULT != null) return FAULT;
    return switch (Devices.find()) {
      case Devices.None(String reason, String remedy) -> new Unavailable(reason, remedy);
      case Devices.Some(List<OpenClDevice> all) -> new Available(all.stream().map(OpenClDevice::described).toList());
    };
  }

  private static int compileAfter(Options options) {
    String text = options.more().get(COMPILE_AFTER);
    if (text == null) return OpenClBackend.COMPILE_AFTER;
    if (!text.matches("[1-9][0-9]{0,8}"))
      throw new IllegalArgumentException("option " + COMPILE_AFTER + " of backend opencl must be a whole number from 1 on, was " + text);
    return Integer.parseInt(text);
  }

  /**
   * Opens the backend on a device.
   *
   * @throws org.counterflow.api.backend.BackendException if there is none such, or it cannot be used
   */
  public static Backend open(Options options) {
    return new OpenClBackend(Devices.named(options.device()), options.precision(), compileAfter(options));
  }
}
