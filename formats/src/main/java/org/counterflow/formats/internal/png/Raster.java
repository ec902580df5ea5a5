package org.counterflow.formats.internal.png;

import java.util.Arrays;
import org.counterflow.api.tensor.Shape;

/** A picture of 8 bits a channel, gray or RGB. Immutable. */
public final class Raster {
  private final int width;
  private final int height;
  private final int channels;
  private final byte[] pixels;

  /** Keeps the array. */
  Raster(int width, int height, int channels, byte[] pixels) {
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.pixels = pixels;
  }

  /**
   * A picture of given pixels.
   *
   * @param width at least 1
   * @param height at least 1
   * @param channels 1 (gray) or 3 (RGB)
   * @param pixels row by row from the top, channels of a pixel side by side; copied
   * @throws IllegalArgumentException if the numbers do not fit each other
   */
  public static Raster of(int width, int height, int channels, byte[] pixels) {
    if (width < 1 || height < 1) throw new IllegalArgumentException("a picture must be at least 1 x 1, was " + width + " x " + height);
    if (channels != 1 && channels != 3) throw new IllegalArgumentException("a picture has 1 or 3 channels, not " + channels);
    if ((long) width * height * channels != pixels.length)
      throw new IllegalArgumentException(pixels.length + " bytes for " + width + " x " + height + " pixels of " + channels + " channels");
    return new Raster(width, height, channels, pixels.clone());
  }

  /** Whether samples of this shape can be shown: [h, w], [1, h, w] (gray) or [3, h, w] (RGB). */
  public static boolean shows(Shape shape) {
    return shape.rank() == 2 || (shape.rank() == 3 && (shape.dimension(0) == 1 || shape.dimension(0) == 3));
  }

  /**
   * A sample as a picture: {@code low} is black, {@code high} white, what lies outside is clipped, what lies between is rounded.
   *
   * @param shape [h, w], [1, h, w] or [3, h, w]
   * @param values channel by channel, row-major
   * @param at where the sample begins in {@code values}
   * @param low usually -1
   * @param high above {@code low}, usually 1
   * @throws IllegalArgumentException if the shape is none of these, or a value is NaN
   */
  public static Raster of(Shape shape, float[] values, int at, double low, double high) {
    if (!shows(shape)) throw new IllegalArgumentException(
        "samples of shape " + shape + " are no pictures (those have 1 or 3 channels: 1x28x28, 3x32x32); write them as .npy");
    if (!(low < high) || Double.isInfinite(high - low))
      throw new IllegalArgumentException("the range of pixel values must go from low to high, was " + low + " to " + high);
    int c = shape.rank() == 2 ? 1 : shape.dimension(0), plane = Math.toIntExact(shape.elements() / c);
    var pixels = new byte[Math.multiplyExact(plane, c)];
    for (int k = 0; k < c; k++) {
      for (int i = 0; i < plane; i++) {
        float v = values[at + k * plane + i];
        if (Float.isNaN(v)) throw new IllegalArgumentException("element " + (k * plane + i) + " of a sample is NaN: no picture");
        pixels[i * c + k] = (byte) Math.round(255 * Math.clamp((v - low) / (high - low), 0, 1));
      }
    }
    return new Raster(shape.dimension(shape.rank() - 1), shape.dimension(shape.rank() - 2), c, pixels);
  }

  /** Pixels in a row. */
  public int width() {
    return width;
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /** 1 (gray) or 3 (RGB). */
  public int channels() {
    return channels;
  }

  /**
   * The pixels as numbers, channel by channel.
   *
   * @param low that of black
   * @param high that of white
   */
  public double[] values(double low, double high) {
    int plane = width * height;
    var values = new double[pixels.length];
    for (int i = 0; i < values.length; i++) values[i] = low + (high - low) * ((pixels[i % plane * channels + i / plane] & 0xff) / 255.0);
    return values;
  }

  /** A copy of the pixels, row by row from the top, channels of a pixel side by side. */
  public byte[] pixels() {
    return pixels.clone();
  }

  /** The pixels themselves. */
  byte[] bytes() {
    return pixels;
  }

  /** A pixel as 0xRRGGBB. */
  public int rgb(int x, int y) {
    if (x < 0 || x >= width || y < 0 || y >= height) throw new IndexOutOfBoundsException("pixel " + x + ", " + y + " of " + this);
    int at = (y * width + x) * channels;
    return channels == 1 ? (pixels[at] & 0xff) * 0x010101
        : (pixels[at] & 0xff) << 16 | (pixels[at + 1] & 0xff) << 8 | pixels[at + 2] & 0xff;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Raster r && r.width == width && r.height == height && r.channels == channels && Arrays.equals(r.pixels, pixels);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width + channels) + Arrays.hashCode(pixels);
  }

  /** Width, height and kind, as in {@code 84 x 84 gray}. */
  @Override
  public String toString() {
    return width + " x " + height + (channels == 1 ? " gray" : " RGB");
  }
}
