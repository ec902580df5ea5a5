package org.counterflow.api.network;

import java.nio.file.Path;
import org.counterflow.api.backend.Availability;
import org.counterflow.api.backend.Options;

/**
 * How a network runtime is found: a service of a module or of a jar. The same rules as for
 * {@link org.counterflow.api.backend.BackendProvider} hold.
 */
public interface NetworkProvider {
  /** The version of this interface that current providers are built for. */
  int API = 2;

  /** The version this provider was built for: {@code return NetworkProvider.API;}. */
  int api();

  /** The id users type: {@code onnx}. */
  String id();

  /** Preference where several read a file, higher first. */
  int rank();

  /** Whether it works here, with the devices (execution providers) it has. Never throws, never crashes. */
  Availability probe();

  /** Whether it reads this kind of file, by its name. */
  boolean reads(Path file);

  /**
   * Opens a network.
   *
   * @throws NetworkException if the file is missing or damaged
   */
  Network open(Path file, Options options);
}
