/**
 * The OpenCL backend: the arithmetic of {@code docs/arithmetic.md} on graphics cards and other devices with an OpenCL driver, by JOCL.
 *
 * <p>Nothing is exported: it is found as a service, under the id {@code opencl}.
 */
module org.counterflow.backend.opencl {
  requires org.counterflow.api;
  requires jocl;
  requires static org.jspecify;

  provides org.counterflow.api.backend.BackendProvider with
      org.counterflow.backend.opencl.OpenClProvider;
}
