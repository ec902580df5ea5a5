package org.counterflow.api.catalogue;

import java.util.List;
import java.util.Locale;

/**
 * A parameter of a part.
 *
 * @param name kebab-case
 * @param type of its values
 * @param byDefault the value where it is not given, as text; empty if it must be given
 * @param min least number, inclusive; negative infinity if there is none
 * @param max greatest number, inclusive; positive infinity if there is none
 * @param choices what a {@link Type#CHOICE} may be
 * @param summary what it does, its unit, where the default comes from
 */
public record Parameter(String name, Type type, String byDefault, double min, double max, List<String> choices, String summary) {
  /** What values a parameter takes. */
  public enum Type {
    /** A real number; {@code inf} is one where the range allows it. */
    NUMBER,
    /** A whole number. */
    INTEGER,
    /** One of a few words. */
    CHOICE,
    /** Numbers with {@code /} between them. */
    NUMBERS,
    /** Any text where it is the part's only parameter ({@code data:FILE.npy}); beside others one without comma. */
    TEXT
  }

  /** Copies the list. */
  public Parameter {
    choices = List.copyOf(choices);
  }

  /** A real number within a range, ends included. */
  public static Parameter number(String name, double byDefault, double min, double max, String summary) {
    return new Parameter(name, Type.NUMBER, text(byDefault), min, max, List.of(), summary);
  }

  /** A whole number within a range, ends included. */
  public static Parameter integer(String name, int byDefault, int min, int max, String summary) {
    return new Parameter(name, Type.INTEGER, Integer.toString(byDefault), min, max, List.of(), summary);
  }

  /** One of some words, the first by default. */
  public static Parameter choice(String name, String summary, String... choices) {
    return new Parameter(name, Type.CHOICE, choices[0], Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, List.of(choices), summary);
  }

  /** Numbers with {@code /} between them, required. */
  public static Parameter numbers(String name, String summary) {
    return new Parameter(name, Type.NUMBERS, "", Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, List.of(), summary);
  }

  /** A text, required; given without its name if it is the entry's only parameter ({@code data:FILE.npy}). */
  public static Parameter text(String name, String summary) {
    return new Parameter(name, Type.TEXT, "", Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, List.of(), summary);
  }

  /** A number as recipes write it: whole numbers without a fraction, else the shortest text that reads back equal. */
  public static String text(double v) {
    if (v == Math.rint(v) && Math.abs(v) < 1e7) return Long.toString((long) v);
    if (Double.isInfinite(v)) return v > 0 ? "inf" : "-inf";
    return Double.toString(v).toLowerCase(Locale.ROOT);
  }
}
