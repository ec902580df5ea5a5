package org.counterflow.api.network;

/** A network that cannot be opened or evaluated; the message names the file, what is wrong and the remedy. */
public final class NetworkException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * A failure with nothing behind it.
   *
   * @param message names the file, what is wrong and the remedy
   */
  public NetworkException(String message) {
    super(message);
  }

  /**
   * A failure with its cause.
   *
   * @param message names the file, what is wrong and the remedy
   * @param cause what was thrown
   */
  public NetworkException(String message, Throwable cause) {
    super(message, cause);
  }
}
