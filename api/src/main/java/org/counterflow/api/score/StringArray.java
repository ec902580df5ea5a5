package org.counterflow.api.score;

import java.util.ArrayList;
import java.util.List;

/** Reads a JSON array of strings, nothing more: a JSON library for one metadata key would be a dependency for everybody. */
final class StringArray {
  private final String text;
  private int at;

  private StringArray(String text) {
    this.text = text;
  }

  /**
   * The strings of an array.
   *
   * @throws IllegalArgumentException saying what was expected where
   */
  static List<String> parse(String text) {
    return new StringArray(text).array();
  }

  private List<String> array() {
    var strings = new ArrayList<String>();
    expect('[');
    if (!next(']')) {
      do strings.add(string());
      while (next(','));
      expect(']');
    }
    space();
    if (at < text.length()) throw error("nothing more");
    return List.copyOf(strings);
  }

  private String string() {
    expect('"');
    var s = new StringBuilder();
    for (;;) {
      if (at >= text.length()) throw error("a closing \"");
      char c = text.charAt(at++);
      if (c == '"') return s.toString();
      if (c < ' ') {
        at--;
        throw error("no control character");
      }
      s.append(c == '\\' ? escaped() : c);
    }
  }

  private char escaped() {
    char c = at < text.length() ? text.charAt(at++) : '?';
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw error("an escape sequence");
    };
  }

  private char unicode() {
    if (at + 4 > text.length()) throw error("four hexadecimal digits");
    int code = 0;
    for (int end = at + 4; at < end; at++) {
      int digit = Character.digit(text.charAt(at), 16);
      if (digit < 0) throw error("four hexadecimal digits");
      code = 16 * code + digit;
    }
    return (char) code;
  }

  private boolean next(char c) {
    space();
    if (at >= text.length() || text.charAt(at) != c) return false;
    at++;
    return true;
  }

  private void expect(char c) {
    if (!next(c)) throw error(String.valueOf(c));
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
  }

  private IllegalArgumentException error(String expected) {
    return new IllegalArgumentException("expected " + expected + " at character " + at);
  }
}
