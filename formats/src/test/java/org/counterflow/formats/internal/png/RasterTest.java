package org.counterflow.formats.internal.png;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.counterflow.api.tensor.Shape;
import org.junit.jupiter.api.Test;

class RasterTest {
  @Test
  void theRangeIsClippedAndRounded() {
    float[] v = {-2, -1, -1 + 2 / 255f, 0, 1, 7, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    byte[] gray = Raster.of(Shape.of(1, 2, 4), v, 0, -1, 1).pixels();
    assertArrayEquals(new byte[] {0, 0, 1, (byte) 128, (byte) 255, (byte) 255, (byte) 255, 0}, gray);
  }

  @Test
  void everyByteIsTheRoundedValueOfItsOwnSample() {
    var v = new float[256];
    for (int i = 0; i < 256; i++) v[i] = i / 127.5f - 1;
    byte[] gray = Raster.of(Shape.of(16, 16), v, 0, -1, 1).pixels();
    for (int i = 0; i < 256; i++) assertEquals(i, gray[i] & 0xff);
  }

  @Test
  void channelsComeTogetherInAPixel() {
    float[] v = {9, 9, 0, 1, 0, 0, 1, 1};
    Raster r = Raster.of(Shape.of(3, 1, 2), v, 2, 0, 1);
    assertEquals(0x0000ff, r.rgb(0, 0));
    assertEquals(0xff00ff, r.rgb(1, 0));
    assertEquals("2 x 1 RGB", r.toString());
  }

  @Test
  void grayIsEqualInAllChannels() {
    assertEquals(0x7f7f7f, Raster.of(1, 1, 1, new byte[] {0x7f}).rgb(0, 0));
  }

  @Test
  void onlyPicturesAreShown() {
    assertTrue(Raster.shows(Shape.of(28, 28)) && Raster.shows(Shape.of(1, 28, 28)) && Raster.shows(Shape.of(3, 8, 9)));
    assertFalse(Raster.shows(Shape.of(4, 64, 64)) || Raster.shows(Shape.of(2)) || Raster.shows(Shape.of())
        || Raster.shows(Shape.of(1, 1, 2, 2)));
    String message = assertThrows(IllegalArgumentException.class, () -> Raster.of(Shape.of(4, 1, 1), new float[4], 0, -1, 1)).getMessage();
    assertTrue(message.contains("4x1x1") && message.contains(".npy"), message);
  }

  @Test
  void nonsenseIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Raster.of(Shape.of(1, 1), new float[] {Float.NaN}, 0, -1, 1));
    assertThrows(IllegalArgumentException.class, () -> Raster.of(Shape.of(1, 1), new float[1], 0, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> Raster.of(0, 1, 1, new byte[0]));
    assertThrows(IllegalArgumentException.class, () -> Raster.of(1, 1, 2, new byte[2]));
    assertThrows(IllegalArgumentException.class, () -> Raster.of(2, 2, 3, new byte[4]));
    assertThrows(IndexOutOfBoundsException.class, () -> Raster.of(1, 1, 1, new byte[1]).rgb(1, 0));
  }

  @Test
  void equalityIsOfPixels() {
    byte[] b = {1, 2, 3};
    Raster r = Raster.of(3, 1, 1, b);
    b[0] = 9;
    assertEquals(Raster.of(3, 1, 1, new byte[] {1, 2, 3}), r);
    assertNotEquals(Raster.of(1, 3, 1, new byte[] {1, 2, 3}), r);
    assertNotEquals(Raster.of(1, 1, 3, new byte[] {1, 2, 3}), r);
  }
}
