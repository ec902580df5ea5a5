package org.counterflow.formats;

import org.counterflow.api.internal.text.Shown;

/**
 * A file or text that cannot be read or written as asked; the message names it, what is wrong and the remedy. What a file brings is in it
 * on one line, with control characters escaped, and cut.
 */
public final class FormatException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final String where;
  private final String what;
  private final String remedy;

  /**
   * A failure with nothing behind it.
   *
   * @param where the file, or what a text is called
   * @param what is wrong
   * @param remedy what to do about it; empty if that is plain
   */
  public FormatException(String where, String what, String remedy) {
    super(message(where, what, remedy));
    this.where = Shown.message(where);
    this.what = Shown.message(what);
    this.remedy = remedy;
  }

  /**
   * A failure with its cause.
   *
   * @param where the file, or what a text is called
   * @param what is wrong
   * @param remedy what to do about it; empty if that is plain
   * @param cause what was thrown
   */
  public FormatException(String where, String what, String remedy, Throwable cause) {
    super(message(where, what, remedy), cause);
    this.where = Shown.message(where);
    this.what = Shown.message(what);
    this.remedy = remedy;
  }

  private static String message(String where, String what, String remedy) {
    return Shown.message(where) + ": " + Shown.message(what) + (remedy.isEmpty() ? "" : ". Remedy: " + remedy);
  }

  /** The file, or what the text is called. */
  public String where() {
    return where;
  }

  /** What is wrong. */
  public String what() {
    return what;
  }

  /** What to do about it; empty if that is plain. */
  public String remedy() {
    return remedy;
  }
}
