package org.counterflow.backend.opencl.internal;

import org.counterflow.api.backend.BackendException;
import org.jocl.CL;

/** What OpenCL's functions give back: 0, or a fault that becomes one error with its remedy. */
final class Status {
  /** The loader found no driver. */
  static final int NO_PLATFORM = -1001;

  private Status() {}

  /** Throws unless {@code code} says success. */
  static void check(OpenClDevice device, String call, int code) {
    if (code != CL.CL_SUCCESS) throw fault(device, call, code);
  }

  static BackendException fault(OpenClDevice device, String call, int code) {
    return new BackendException("backend opencl: " + call + " failed on " + device + ": " + name(code) + ". Remedy: " + remedy(code));
  }

  static String name(int code) {
    return CL.stringFor_errorCode(code) + " (" + code + ")";
  }

  private static String remedy(int code) {
    return switch (code) {
      case CL.CL_OUT_OF_RESOURCES, CL.CL_OUT_OF_HOST_MEMORY, CL.CL_MEM_OBJECT_ALLOCATION_FAILURE, CL.CL_INVALID_BUFFER_SIZE ->
          "draw fewer samples at a time, close what else uses the device, or use --backend auto";
      case CL.CL_DEVICE_NOT_AVAILABLE, CL.CL_INVALID_COMMAND_QUEUE, CL.CL_INVALID_CONTEXT, CL.CL_INVALID_DEVICE ->
          "the device was lost: look at the system's log, open the backend again, or use --backend auto";
      case CL.CL_COMPILER_NOT_AVAILABLE -> "install a driver with a compiler, or use --backend auto";
      default -> "update the device's driver, or use --backend auto";
    };
  }
}
