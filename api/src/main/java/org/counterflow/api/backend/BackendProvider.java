package org.counterflow.api.backend;

import org.counterflow.api.tensor.Memory;

/**
 * How a backend is found: a service of a module ({@code provides ... with}) or of a jar ({@code META-INF/services}).
 *
 * <p>The provider's class must load where its libraries are missing: no native or incubating type in its fields or signatures.
 */
public interface BackendProvider {
  /** The version of this interface that current providers are built for. */
  int API = 2;

  /** The version this provider was built for: {@code return BackendProvider.API;}. Checked before anything else is called. */
  int api();

  /** The id users type, kebab-case: {@code java}, {@code cpu-vector}, {@code opencl}; third parties prefix theirs ({@code acme/npu}). */
  String id();

  /** Preference in automatic selection, higher first. The plain-Java backend has 0. */
  int rank();

  /** The memory its buffers live in. */
  Memory memory();

  /** Whether it works here. Never throws, never crashes, is cheap, opens nothing that stays open. */
  Availability probe();

  /**
   * Opens it.
   *
   * @throws BackendException if it is not usable here
   * @throws IllegalArgumentException if an option is unknown or out of range
   */
  Backend open(Options options);
}
