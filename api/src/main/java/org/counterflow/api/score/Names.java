package org.counterflow.api.score;

/** Names in messages: what a file says is shown on one line and cut. */
final class Names {
  private static final int MOST_SHOWN = 80;

  private Names() {}

  /** Between quotes, control characters escaped, cut behind {@value #MOST_SHOWN} characters. */
  static String shown(String text) {
    var s = new StringBuilder("\"");
    int n = Math.min(text.length(), MOST_SHOWN);
    for (int i = 0; i < n; i++) {
      char c = text.charAt(i);
      if (c == '\\' || Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || c == '\u2028' || c == '\u2029')
        s.append("\\u").append("%04x".formatted((int) c));
      else s.append(c);
    }
    return s.append('"').append(n < text.length() ? "... (" + text.length() + " characters)" : "").toString();
  }
}
