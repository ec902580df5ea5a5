package org.counterflow.tck;

import static org.junit.jupiter.api.Assertions.fail;

/** The texts of parts. */
final class Texts {
  private Texts() {}

  /** One line that names the part, and not its object. */
  static void check(String kind, Object part) {
    String text = part.toString();
    if (text.isBlank() || !text.equals(text.strip()) || text.contains("\n") || text.matches(".*(@[0-9a-f]{5,}|\\$\\$Lambda).*"))
      fail("the text of the " + kind + " " + part.getClass().getName() + " is \"" + text
          + "\": recipes name it by its text, which is the catalogue's");
  }
}
