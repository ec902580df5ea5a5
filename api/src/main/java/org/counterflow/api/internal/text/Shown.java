package org.counterflow.api.internal.text;

/**
 * A text as people are shown it, wherever it came from: on one line, with nothing in it that a terminal takes for a command, and cut.
 * What a file or a plugin says is never printed otherwise.
 *
 * <p>Line ends, with the blanks around them, become one blank; other control characters, format characters such as those that turn the
 * direction of writing, and halves of characters become {@code \}{@code u001b}. Takes time in proportion to what is shown, not to the text.
 */
public final class Shown {
  /** Characters of a value inside a message: enough for a path, a part or a name. */
  private static final int VALUE = 200;

  /** Characters of a whole message. */
  private static final int MESSAGE = 3000;

  /** The part of a cut text that stays at its end: where a message has its remedy. */
  private static final int END = 3;

  private Shown() {}

  /** A value inside a message: a name, a setting, what a file says. */
  public static String value(String text) {
    return cut(text, VALUE);
  }

  /** A value between quotes. */
  public static String quoted(String text) {
    return '"' + value(text) + '"';
  }

  /** A whole message; the end of a long one stays, for that is where the remedy stands. */
  public static String message(String text) {
    return cut(text, MESSAGE);
  }

  /**
   * A text that is shown with so many of its characters at most, and how many it has if it has more.
   *
   * @param most at least 1; escaped characters count as one
   */
  public static String cut(String text, int most) {
    if (text.length() <= most) return escaped(text);
    int end = most / END;
    return escaped(text.substring(0, most - end)) + " ... (" + text.length() + " characters) ... "
        + escaped(text.substring(text.length() - end));
  }

  private static String escaped(String text) {
    var shown = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      if (isBreak(text.charAt(i))) {
        i = afterBreaks(text, i);
        strip(shown);
        if (!shown.isEmpty() && i < text.length()) shown.append(' ');
        continue;
      }
      int c = text.codePointAt(i);
      if (isPrinted(c)) shown.appendCodePoint(c);
      else for (char unit : Character.toChars(c)) shown.append(String.format("\\u%04x", (int) unit));
      i += Character.charCount(c);
    }
    return shown.toString();
  }

  private static boolean isPrinted(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
      default -> true;
    };
  }

  private static boolean isBreak(char c) {
    return c == '\n' || c == '\r';
  }

  private static int afterBreaks(String text, int from) {
    int i = from;
    while (i < text.length() && (isBreak(text.charAt(i)) || isBlank(text.charAt(i)))) i++;
    return i;
  }

  private static void strip(StringBuilder shown) {
    while (!shown.isEmpty() && isBlank(shown.charAt(shown.length() - 1))) shown.setLength(shown.length() - 1);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
