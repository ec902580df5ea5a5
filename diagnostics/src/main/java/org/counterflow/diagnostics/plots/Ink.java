package org.counterflow.diagnostics.plots;

import java.awt.Color;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The colours of charts. Each has a part to play, is drawn in the colour for light pages, and gets another one on dark pages by the style sheet
 * within the picture. Those of curves are Okabe and Ito's, which people who see few colours tell apart too; markers and dashes tell curves
 * apart without any.
 */
enum Ink {
  PAPER("#ffffff", "#0d1117"),
  TEXT("#1f2328", "#e6edf3"),
  FAINT("#d8dee4", "#30363d"),
  FRAME("#8c959f", "#6e7681"),
  C1("#0072b2", "#4ba3dc"),
  C2("#d55e00", "#f28b3c"),
  C3("#009e73", "#2fc795"),
  C4("#cc79a7", "#e29dc3"),
  C5("#e69f00", "#f0b429"),
  C6("#56b4e9", "#8fd0f5"),
  C7("#4d4d4d", "#b3b3b3");

  static final List<Ink> CURVES = List.of(C1, C2, C3, C4, C5, C6, C7);
  private final Color light;
  private final String dark;

  Ink(String light, String dark) {
    this.light = Color.decode(light);
    this.dark = dark;
  }

  /** The colour of curve {@code k}; they come round again. */
  static Ink curve(int k) {
    return CURVES.get(k % CURVES.size());
  }

  Color color() {
    return light;
  }

  /** Which ink an attribute such as {@code rgb(0,114,178)} is, or null. */
  static @Nullable Ink of(String attribute) {
    for (Ink i : values()) {
      if (attribute.equals(String.format(Locale.ROOT, "rgb(%d,%d,%d)", i.light.getRed(), i.light.getGreen(), i.light.getBlue()))) return i;
    }
    return null;
  }

  String hex() {
    return String.format(Locale.ROOT, "#%06x", light.getRGB() & 0xffffff);
  }

  /** The class of what is filled with it. */
  String fill() {
    return "cf-f-" + name().toLowerCase(Locale.ROOT);
  }

  /** The class of lines drawn with it. */
  String stroke() {
    return "cf-s-" + name().toLowerCase(Locale.ROOT);
  }

  /** The style sheet: light as the attributes say, dark where the reader's pages are; paper is light. */
  static String styles() {
    var s = new StringBuilder("@media screen and (prefers-color-scheme:dark){");
    for (Ink i : values())
      s.append('.').append(i.fill()).append("{fill:").append(i.dark).append("}.").append(i.stroke()).append("{stroke:").append(i.dark).append('}');
    return s.append('}').toString();
  }
}
