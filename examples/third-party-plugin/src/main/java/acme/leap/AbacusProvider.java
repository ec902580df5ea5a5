package acme.leap;

import java.util.List;
import org.counterflow.api.backend.Availability;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.BackendException;
import org.counterflow.api.backend.BackendProvider;
import org.counterflow.api.backend.Device;
import org.counterflow.api.backend.Options;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;

/** How the backend is found. Its rank is below that of the plain one: nobody gets it who does not name it. */
public final class AbacusProvider implements BackendProvider {
  static final String ID = "acme/abacus";

  @Override
  public int api() {
    return BackendProvider.API;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public int rank() {
    return -1;
  }

  @Override
  public Memory memory() {
    return Memory.HOST;
  }

  @Override
  public Availability probe() {
    return new Availability.Available(List.of(Device.of("abacus", "cpu", false)));
  }

  @Override
  public Backend open(Options options) {
    if (!options.device().isEmpty() || !options.more().isEmpty())
      throw new IllegalArgumentException(ID + " has one device and no options, was given " + options.device() + options.more().keySet());
    if (options.precision() != Precision.F32)
      throw new BackendException(ID + " computes in F32 only: take --precision f32, or the backend java");
    return new Abacus();
  }
}
