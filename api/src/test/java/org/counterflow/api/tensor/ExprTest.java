package org.counterflow.api.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExprTest {
  private final Tensor x = Tensor.of(Shape.of(), 1, 2, 3), y = Tensor.of(Shape.of(), 4, 5, 6);
  private final Noise z = new Noise(1L << 56);

  @Test
  void oneTimesATensorIsTheTensor() {
    assertSame(x, x.times(1));
    assertSame(z, z.times(1.0));
    Expr sum = x.plus(y);
    assertSame(sum, sum.times(1));
  }

  @Test
  void leavesStandInTheOrderOfTheirFirstAppearanceAndMerge() {
    Sum s = Sum.of(y.times(2).plus(x.times(3)).plus(z).minus(y.times(0.5)).plus(Ones.ONES).plus(new Noise(1L << 56).times(4)));
    assertEquals(List.of(y, x, z, Ones.ONES), s.leaves());
    assertEquals(1.5, s.coefficient(0, 0));
    assertEquals(3, s.coefficient(1, 0));
    assertEquals(5, s.coefficient(2, 0), "equal streams are one noise");
    assertEquals(1, s.coefficient(3, 0));
  }

  @Test
  void equalValuesAreNotEqualLeaves() {
    assertEquals(2, Sum.of(x.plus(Tensor.of(Shape.of(), 1, 2, 3))).leaves().size());
  }

  @Test
  void coefficientsAreAddedInDoubleInOrder() {
    Expr e = x.times(0.1).plus(x.times(0.2)).plus(x.times(0.3));
    assertEquals((0.1 + 0.2) + 0.3, Sum.of(e).coefficient(0, 0));
    Expr f = x.times(0.1).plus(x.times(0.2).plus(x.times(0.3)));
    assertEquals(0.1 + (0.2 + 0.3), Sum.of(f).coefficient(0, 0));
    assertEquals(0.1 * 3, Sum.of(x.times(0.1).times(3)).coefficient(0, 0));
  }

  @Test
  void aLeafThatCancelsKeepsItsPlace() {
    Sum s = Sum.of(x.plus(y).minus(x));
    assertEquals(List.of(x, y), s.leaves());
    assertEquals(0, s.coefficient(0, 0));
    assertEquals("+1.000000 given", s.toString());
  }

  @Test
  void coefficientsMayDifferBySample() {
    double[] c = {1, 2, 3};
    Sum s = Sum.of(x.times(c).plus(y).times(2));
    c[0] = 99;
    assertTrue(s.isPerSample(0));
    assertFalse(s.isPerSample(1));
    assertArrayEquals(new double[] {2, 4, 6}, s.coefficients(0));
    assertEquals(4, s.coefficient(0, 1));
    assertEquals(2, s.coefficient(1, 1));
    s.coefficients(0)[0] = 99;
    assertEquals(2, s.coefficient(0, 0));
    assertArrayEquals(new double[] {11, 22, 33},
        Sum.of(x.times(new double[] {1, 2, 3}).plus(x.times(new double[] {10, 20, 30}))).coefficients(0));
    assertArrayEquals(new double[] {6, 7, 8}, Sum.of(x.times(new double[] {1, 2, 3}).plus(x.times(5))).coefficients(0));
    assertArrayEquals(new double[] {3, 8, 15}, Sum.of(x.times(new double[] {1, 2, 3}).times(new double[] {3, 4, 5})).coefficients(0));
  }

  @Test
  void unequalNumbersOfSamplesDoNotMix() {
    var e = assertThrows(IllegalArgumentException.class, () -> x.times(new double[] {1, 2, 3}).times(new double[] {1, 2}));
    assertTrue(String.valueOf(e.getMessage()).contains("3") && e.getMessage().contains("2"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> x.times(new double[] {1, 2, 3}).plus(x.times(new double[] {1, 2})));
  }

  @Test
  void expressionsAreValues() {
    Expr a = x.plus(y), b = a.times(2);
    assertEquals(1, Sum.of(a).coefficient(0, 0));
    assertEquals(2, Sum.of(b).coefficient(0, 0));
    assertThrows(UnsupportedOperationException.class, () -> Sum.of(a).leaves().clear());
  }

  @Test
  void thePlanIsReadable() {
    Expr e = x.times(0.5).minus(y.times(0.25)).plus(z.times(1e-3)).plus(Ones.ONES.times(2))
        .plus(new Noise(7).times(new double[] {1, 2, 3}));
    assertEquals("+0.500000 given -0.250000 given +0.001000 z100000000000000 +2.000000 1 +[per sample] z7", e.toString());
  }

  @Test
  void givenTensorsAreCheckedAndCopied() {
    double[] values = {1, 2, 3, 4};
    Tensor t = Tensor.of(Shape.of(2), values);
    values[0] = 9;
    t.toDoubles()[1] = 9;
    assertEquals(2, t.batch());
    assertArrayEquals(new double[] {1, 2, 3, 4}, t.toDoubles());
    assertArrayEquals(new float[] {1, 2, 3, 4}, t.toFloats());
    for (int n : new int[] {0, 1, 3}) {
      var e = assertThrows(IllegalArgumentException.class, () -> Tensor.of(Shape.of(2), new double[n]));
      assertTrue(String.valueOf(e.getMessage()).startsWith(n + " values"), e.getMessage());
    }
  }

  @Test
  void shapesAreValues() {
    int[] mine = {1, 28, 28};
    Shape s = Shape.of(mine);
    mine[0] = 3;
    assertEquals(Shape.of(1, 28, 28), s);
    assertEquals(s.hashCode(), Shape.of(1, 28, 28).hashCode());
    assertNotEquals(s, Shape.of(28, 28));
    assertEquals(784, s.elements());
    assertEquals(3, s.rank());
    assertEquals(28, s.dimension(2));
    assertEquals("1x28x28", s.toString());
    assertEquals(1, Shape.of().elements());
    assertEquals("scalar", Shape.of().toString());
    assertThrows(IllegalArgumentException.class, () -> Shape.of(2, 0));
    assertThrows(IllegalArgumentException.class, () -> Shape.of(-1));
    assertThrows(IllegalArgumentException.class, () -> Shape.of(1 << 30, 1 << 30, 1 << 30));
  }
}
