package org.counterflow.tck;

import org.counterflow.api.Backends;
import org.counterflow.api.backend.Availability;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.BackendProvider;
import org.counterflow.api.backend.Options;
import org.counterflow.api.tensor.Memory;

/** The oracle itself: what it is compared with is another one of its kind, so what counts here are errors, memory and threads. */
class PlainBackendTest extends BackendContract {
  /** Its own provider is inside. */
  private record Java() implements BackendProvider {
    @Override
    public int api() {
      return API;
    }

    @Override
    public String id() {
      return "java";
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
      return Backends.installed().list().stream().filter(f -> f.id().equals(id())).findFirst().orElseThrow().availability();
    }

    @Override
    public Backend open(Options options) {
      return Backends.installed().open(id(), options);
    }
  }

  PlainBackendTest() {
    super(new Java());
  }
}
