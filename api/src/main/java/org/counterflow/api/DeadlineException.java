package org.counterflow.api;

import java.util.concurrent.CancellationException;

/** A run that took longer than it was given ({@link Sampler#deadline}). It can be saved and closed, as a cancelled one. */
public final class DeadlineException extends CancellationException {
  private static final long serialVersionUID = 1;

  DeadlineException(String message) {
    super(message);
  }
}
