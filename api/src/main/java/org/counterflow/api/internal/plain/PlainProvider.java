package org.counterflow.api.internal.plain;

import java.util.List;
import java.util.TreeSet;
import org.counterflow.api.backend.Availability;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.BackendProvider;
import org.counterflow.api.backend.Device;
import org.counterflow.api.backend.Options;
import org.counterflow.api.tensor.Memory;

/**
 * Offers the plain-Java backend, id {@code java}, rank 0: always there, chosen automatically only where nothing faster is.
 *
 * <p>It has one device and no options of its own; it computes on the calling thread whatever number of threads is asked for.
 */
public final class PlainProvider implements BackendProvider {
  /** No service: where no other provider is found this one is. */
  public PlainProvider() {}

  @Override
  public int api() {
    return BackendProvider.API;
  }

  @Override
  public String id() {
    return PlainBackend.ID;
  }

  @Override
  public int rank() {
    return 0;
  }

  @Override
  public Memory memory() {
    return Memory.HOST;
  }

  @Override
  public Availability probe() {
    return new Availability.Available(List.of(Device.of("Java " + Runtime.version().feature(), "cpu", true)));
  }

  @Override
  public Backend open(Options options) {
    if (!options.device().isEmpty())
      throw new IllegalArgumentException("backend java has no device '" + options.device() + "'; leave the device empty");
    if (!options.more().isEmpty())
      throw new IllegalArgumentException("backend java has no option " + String.join(", ", new TreeSet<>(options.more().keySet())));
    return new PlainBackend(options.precision());
  }
}
