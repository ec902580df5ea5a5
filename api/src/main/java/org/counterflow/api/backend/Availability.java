package org.counterflow.api.backend;

import java.util.List;

/** What a probe found: devices, or the reason why there are none and what to do about it. */
public sealed interface Availability {
  /**
   * Usable.
   *
   * @param devices at least one
   */
  record Available(List<Device> devices) implements Availability {
    /** Copies the list. */
    public Available {
      devices = List.copyOf(devices);
    }
  }

  /**
   * Not usable here.
   *
   * @param reason what is missing, in a user's words
   * @param remedy what to install, set or pass
   */
  record Unavailable(String reason, String remedy) implements Availability {}
}
