/**
 * The SIMD backend: the arithmetic of {@code docs/arithmetic.md} on the vector units of the CPU, by the incubating Vector API.
 *
 * <p>Nothing is exported: it is found as a service, under the id {@code cpu-vector}.
 */
module org.counterflow.backend.cpuvector {
  requires org.counterflow.api;
  requires jdk.incubator.vector;

  provides org.counterflow.api.backend.BackendProvider with
      org.counterflow.backend.cpuvector.CpuVectorProvider;
}
