package org.counterflow.api.internal.text;

/**
 * What {@code Object.toString()} gives of something that does not say what it is, also inside another text: a class and a hash,
 * {@code acme.Leap@1b2c3d}, of a lambda {@code acme.Leap$$Lambda/0x00007f@1b2c3d}. The hash differs from process to process.
 */
public final class Unnamed {
  private static final int LONGEST_HASH = 8;
  private static final String LAMBDA = "$$Lambda";
  private static final String ADDRESS = "/0x";

  private Unnamed() {}

  /** The text with the class alone where there was one with its hash. Takes time in proportion to its length, whatever it is. */
  public static String lasting(String text) {
    var lasting = new StringBuilder();
    int copied = 0;
    for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
      int end = hash(text, at + 1), name = className(text, copied, at);
      if (end < 0 || name < 0) continue;
      lasting.append(text, copied, name);
      copied = end;
    }
    return copied == 0 ? text : lasting.append(text, copied, text.length()).toString();
  }

  /** Where the hash at {@code from} ends, or -1 if there is none. */
  private static int hash(String text, int from) {
    int end = from;
    while (end < text.length() && isHex(text.charAt(end))) end++;
    boolean whole = end == text.length() || !isWord(text.charAt(end)) && text.charAt(end) != '.';
    return whole && end > from && end - from <= LONGEST_HASH ? end : -1;
  }

  /** Where the name of the class before {@code at} ends, without what names a lambda, or -1 if there is none. */
  private static int className(String text, int from, int at) {
    int lambda = beforeLambda(text, from, at);
    return lambda >= 0 && isClass(text, from, lambda) ? lambda : isClass(text, from, at) ? at : -1;
  }

  private static int beforeLambda(String text, int from, int at) {
    int end = at, digits = at;
    while (digits > from && isHex(text.charAt(digits - 1))) digits--;
    if (digits < at && text.startsWith(ADDRESS, digits - ADDRESS.length())) end = digits - ADDRESS.length();
    int start = end - LAMBDA.length();
    return start >= from && text.startsWith(LAMBDA, start) ? start : -1;
  }

  /** Whether words with {@code $} between them end at {@code end}, one of which begins with a capital. */
  private static boolean isClass(String text, int from, int end) {
    for (int last = end; ; ) {
      int first = last;
      while (first > from && isWord(text.charAt(first - 1))) first--;
      if (first == last) return false;
      if (text.charAt(first) >= 'A' && text.charAt(first) <= 'Z') return true;
      if (first == from || text.charAt(first - 1) != '$') return false;
      last = first - 1;
    }
  }

  private static boolean isHex(char c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
  }

  private static boolean isWord(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
  }
}
