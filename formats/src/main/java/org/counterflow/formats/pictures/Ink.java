package org.counterflow.formats.pictures;

/** The colours of sheets and plots. */
final class Ink {
  private Ink() {}

  static final int PAPER = 0xffffff;
  static final int TEXT = 0x1f2933;
  static final int MUTED = 0x616e7c;
  static final int GRID = 0xe9ecef;
  static final int FRAME = 0xb8c2cc;
  static final int LIGHT_BLUE = 0x6fa8dc;
  static final int DARK_BLUE = 0x0b2e59;
  static final int BAR = 0x8fb8de;
  static final int BAR_EDGE = 0x2f6ca3;
}
