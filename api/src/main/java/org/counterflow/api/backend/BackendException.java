package org.counterflow.api.backend;

/** A backend that cannot be used as asked; the message names it, the reason and the remedy. */
public final class BackendException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * A failure with nothing behind it.
   *
   * @param message names the backend, the reason and the remedy
   */
  public BackendException(String message) {
    super(message);
  }

  /**
   * A failure with its cause.
   *
   * @param message names the backend, the reason and the remedy
   * @param cause what was thrown
   */
  public BackendException(String message, Throwable cause) {
    super(message, cause);
  }
}
