package org.counterflow.backend.opencl.internal;

import org.counterflow.api.backend.Device;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/**
 * A device as its driver describes it.
 *
 * @param number its place in the list, from 0
 * @param platformName of the driver
 * @param driver its version
 * @param type {@code cpu}, {@code gpu} or {@code accelerator}
 * @param memoryBytes of all
 * @param largestBytes of one buffer
 * @param fp64 whether it computes in double precision
 * @param keepsSubnormals whether numbers below 2^-126 are not turned into 0
 * @param hostMemory whether its memory is the host's
 */
record OpenClDevice(int number, cl_platform_id platform, cl_device_id id, String platformName, String driver, String name, String type,
    long memoryBytes, long largestBytes, boolean fp64, boolean keepsSubnormals, boolean hostMemory) {
  /** For lists. */
  Device described() {
    return Device.of(name, type, fp64).memory(memoryBytes)
        .note(platformName + " " + driver + (keepsSubnormals ? "" : ", turns numbers below 2^-126 into 0"));
  }

  @Override
  public String toString() {
    return name + " (" + type + ", " + platformName + ")";
  }
}
