package org.counterflow.diagnostics.findings;

import java.util.Arrays;

/** A picture of samples, with the words under it. Immutable. */
public final class Picture {
  private final String title;
  private final String caption;
  private final byte[] png;

  /**
   * A picture.
   *
   * @param title above it
   * @param caption under it: what is seen, and what was measured of it
   * @param png the file's bytes
   */
  public Picture(String title, String caption, byte[] png) {
    this.title = title;
    this.caption = caption;
    this.png = png.clone();
  }

  /** What stands above it. */
  public String title() {
    return title;
  }

  /** What stands under it. */
  public String caption() {
    return caption;
  }

  /** A copy of the file's bytes. */
  public byte[] png() {
    return png.clone();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Picture p && title.equals(p.title) && caption.equals(p.caption) && Arrays.equals(png, p.png);
  }

  @Override
  public int hashCode() {
    return title.hashCode() * 31 + Arrays.hashCode(png);
  }

  @Override
  public String toString() {
    return "picture \"" + title + "\" of " + png.length + " bytes";
  }
}
