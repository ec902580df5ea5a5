package org.counterflow.api.tensor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/**
 * {@code c_0 leaf_0 + c_1 leaf_1 + ...}: what an expression is made of. Solvers meet it only as {@link Expr}; observers read it
 * to see a step's plan.
 */
public final class Sum implements Expr {
  private final List<Expr> leaves;
  private final List<double[]> coefficients;

  private Sum(List<Expr> leaves, List<double[]> coefficients) {
    this.leaves = leaves;
    this.coefficients = coefficients;
  }

  /** {@code e} as a sum: itself, or one leaf with coefficient 1. */
  public static Sum of(Expr e) {
    return e instanceof Sum s ? s : new Sum(List.of(e), List.of(new double[] {1}));
  }

  /** The leaves in the order of their first appearance: tensors, noises, ones; each once. */
  public List<Expr> leaves() {
    return leaves;
  }

  /** The coefficient of leaf {@code k} for sample {@code row} of the batch. */
  public double coefficient(int k, int row) {
    double[] c = coefficients.get(k);
    return c[c.length == 1 ? 0 : row];
  }

  /** Whether leaf {@code k} has a coefficient of its own for each sample. */
  public boolean isPerSample(int k) {
    return coefficients.get(k).length > 1;
  }

  /** The coefficients of leaf {@code k}: one, or one a sample. */
  public double[] coefficients(int k) {
    return coefficients.get(k).clone();
  }

  Sum scaled(double... c) {
    var scaled = new ArrayList<double[]>(coefficients.size());
    for (double[] d : coefficients) scaled.add(zip(d, c, (x, y) -> x * y));
    return new Sum(leaves, scaled);
  }

  Sum added(Sum other) {
    Map<Expr, double[]> terms = new LinkedHashMap<>();
    for (Sum s : List.of(this, other)) {
      for (int k = 0; k < s.leaves.size(); k++) terms.merge(s.leaves.get(k), s.coefficients.get(k), (a, b) -> zip(a, b, Double::sum));
    }
    return new Sum(List.copyOf(terms.keySet()), List.copyOf(terms.values()));
  }

  private static double[] zip(double[] a, double[] b, DoubleBinaryOperator f) {
    if (a.length > 1 && b.length > 1 && a.length != b.length)
      throw new IllegalArgumentException(a.length + " coefficients a sample meet " + b.length + ": both must have one a sample of the batch");
    var r = new double[Math.max(a.length, b.length)];
    for (int i = 0; i < r.length; i++) r[i] = f.applyAsDouble(a[a.length > 1 ? i : 0], b[b.length > 1 ? i : 0]);
    return r;
  }

  /** The terms with their coefficients, as in {@code +0.500000 x3 -0.250000 F3}; zero terms left out. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    for (int k = 0; k < leaves.size(); k++) {
      if (!text.isEmpty()) text.append(' ');
      if (isPerSample(k)) text.append("+[per sample] ").append(leaves.get(k));
      else if (coefficient(k, 0) != 0) text.append(String.format(Locale.ROOT, "%+.6f %s", coefficient(k, 0), leaves.get(k)));
    }
    return text.toString();
  }
}
