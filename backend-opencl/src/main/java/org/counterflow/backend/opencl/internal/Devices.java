package org.counterflow.backend.opencl.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.counterflow.api.backend.BackendException;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/** The devices of all drivers. */
final class Devices {
  private static final String INSTALL = "install a driver, for instance that of the graphics card, or pocl-opencl-icd for the CPU";
  private static final List<String> TYPES = List.of("gpu", "accelerator", "cpu");

  private Devices() {}

  /** What was found. */
  sealed interface Found {}

  /** Devices, in the order of platforms; at least one. */
  record Some(List<OpenClDevice> all) implements Found {}

  /** None. */
  record None(String reason, String remedy) implements Found {}

  static Found find() {
    var count = new int[1];
    int code = CL.clGetPlatformIDs(0, null, count);
    if (code == Status.NO_PLATFORM || code == CL.CL_SUCCESS && count[0] == 0)
      return new None("OpenCL's loader is here, but it finds no driver", INSTALL);
    if (code != CL.CL_SUCCESS) return new None("OpenCL's loader fails: clGetPlatformIDs gave " + Status.name(code), INSTALL);
    var platforms = new cl_platform_id[count[0]];
    code = CL.clGetPlatformIDs(platforms.length, platforms, null);
    if (code != CL.CL_SUCCESS) return new None("OpenCL's loader fails: clGetPlatformIDs gave " + Status.name(code), INSTALL);
    var all = new ArrayList<OpenClDevice>();
    var faults = new ArrayList<String>();
    for (cl_platform_id p : platforms) {
      String name = text(size -> CL.clGetPlatformInfo(p, CL.CL_PLATFORM_NAME, 0, null, size),
          (bytes, to) -> CL.clGetPlatformInfo(p, CL.CL_PLATFORM_NAME, bytes, to, null));
      String fault = add(p, name, all);
      if (!fault.isEmpty()) faults.add(name + ": " + fault);
    }
    return all.isEmpty() ? new None("no OpenCL driver has a device (" + String.join("; ", faults) + ")",
        "see that the device is there and that this user may use it, or " + INSTALL) : new Some(all);
  }

  /** Adds a platform's devices; why there are none, or nothing. */
  @SuppressWarnings("deprecation") // nothing else says whether the memory is the host's
  private static String add(cl_platform_id platform, String name, List<OpenClDevice> all) {
    var count = new int[1];
    int code = CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, 0, null, count);
    if (code == CL.CL_DEVICE_NOT_FOUND || code == CL.CL_SUCCESS && count[0] == 0) return "no device";
    if (code != CL.CL_SUCCESS) return "clGetDeviceIDs gave " + Status.name(code);
    var ids = new cl_device_id[count[0]];
    code = CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, ids.length, ids, null);
    if (code != CL.CL_SUCCESS) return "clGetDeviceIDs gave " + Status.name(code);
    String refused = "";
    for (cl_device_id id : ids) {
      if (number(id, CL.CL_DEVICE_AVAILABLE) == 0 || number(id, CL.CL_DEVICE_COMPILER_AVAILABLE) == 0) {
        refused = text(id, CL.CL_DEVICE_NAME) + " is not available, or has no compiler";
        continue;
      }
      long type = number(id, CL.CL_DEVICE_TYPE);
      String kind = (type & CL.CL_DEVICE_TYPE_GPU) != 0 ? "gpu" : (type & CL.CL_DEVICE_TYPE_CPU) != 0 ? "cpu" : "accelerator";
      all.add(new OpenClDevice(all.size(), platform, id, name, text(id, CL.CL_DRIVER_VERSION), text(id, CL.CL_DEVICE_NAME), kind,
          number(id, CL.CL_DEVICE_GLOBAL_MEM_SIZE), number(id, CL.CL_DEVICE_MAX_MEM_ALLOC_SIZE),
          (number(id, CL.CL_DEVICE_DOUBLE_FP_CONFIG) & CL.CL_FP_FMA) != 0,
          (number(id, CL.CL_DEVICE_SINGLE_FP_CONFIG) & CL.CL_FP_DENORM) != 0, number(id, CL.CL_DEVICE_HOST_UNIFIED_MEMORY) != 0));
    }
    return refused;
  }

  /**
   * The device that a text names: the first graphics card, accelerator or CPU where it is empty.
   *
   * @throws BackendException if there is none
   */
  static OpenClDevice named(String text) {
    List<OpenClDevice> all = switch (find()) {
      case None(String reason, String remedy) -> throw new BackendException("backend \"opencl\" is not usable: " + reason + ". Remedy: " + remedy);
      case Some(List<OpenClDevice> some) -> some;
    };
    if (text.isEmpty()) return all.stream().min(Comparator.comparing(d -> TYPES.indexOf(d.type()))).orElseThrow();
    String wanted = text.toLowerCase(Locale.ROOT);
    boolean number = wanted.chars().allMatch(Character::isDigit);
    Predicate<OpenClDevice> fits = number ? d -> String.valueOf(d.number()).equals(wanted)
        : TYPES.contains(wanted) ? d -> d.type().equals(wanted)
        : d -> d.name().toLowerCase(Locale.ROOT).contains(wanted) || d.platformName().toLowerCase(Locale.ROOT).contains(wanted);
    return all.stream().filter(fits).findFirst().orElseThrow(() -> new BackendException("backend \"opencl\" has no device '" + text
        + "'. Remedy: name one by its number, its type or a part of its name: "
        + all.stream().map(d -> d.number() + " " + d).collect(Collectors.joining("; "))));
  }

  private interface Size {
    int of(long[] size);
  }

  private interface Bytes {
    int into(long count, Pointer to);
  }

  private static String text(cl_device_id id, int what) {
    return text(size -> CL.clGetDeviceInfo(id, what, 0, null, size), (bytes, to) -> CL.clGetDeviceInfo(id, what, bytes, to, null));
  }

  private static String text(Size size, Bytes bytes) {
    var n = new long[1];
    if (size.of(n) != CL.CL_SUCCESS || n[0] < 1) return "?";
    var to = new byte[Math.toIntExact(n[0])];
    if (bytes.into(to.length, Pointer.to(to)) != CL.CL_SUCCESS) return "?";
    return new String(to, 0, to.length - 1, StandardCharsets.UTF_8).strip();
  }

  /** What a driver does not know is 0. */
  private static long number(cl_device_id id, int what) {
    var size = new long[1];
    if (CL.clGetDeviceInfo(id, what, 0, null, size) != CL.CL_SUCCESS || size[0] > Long.BYTES) return 0;
    var value = new long[1];
    return CL.clGetDeviceInfo(id, what, size[0], Pointer.to(value), null) == CL.CL_SUCCESS ? value[0] : 0;
  }
}
