package org.counterflow.diagnostics.regularity;

/**
 * Derivatives of a field along directions, by differences; divided by the step that is left after states were rounded.
 *
 * @param field what is evaluated
 */
public record Differences(Field field) {
  /**
   * {@code J v} by a central difference, two evaluations: an error of 1e-4 in single precision at the best step.
   *
   * @param x the state
   * @param v the direction, with elements about 1
   * @param h the step of each element, above 0
   */
  public double[] product(double[] x, double[] v, double h) {
    return products(x, v, h);
  }

  /**
   * The same along several directions in one call.
   *
   * @param vs [directions, elements], row-major
   * @return [directions, elements]
   */
  public double[] products(double[] x, double[] vs, double h) {
    int n = x.length, m = vs.length / n;
    var states = new double[2 * vs.length];
    for (int k = 0; k < m; k++) {
      move(x, vs, k, h, states, 2 * k);
      move(x, vs, k, -h, states, 2 * k + 1);
    }
    double[] f = field.at(states);
    var d = new double[vs.length];
    for (int k = 0; k < m; k++) {
      double step = realised(vs, k, states, 2 * k + 1, 2 * k, n);
      for (int i = 0; i < n; i++) d[k * n + i] = (f[2 * k * n + i] - f[(2 * k + 1) * n + i]) / step;
    }
    return d;
  }

  /** {@code J v} by a forward difference from a value that is known, one evaluation: an error of 1e-3 in single precision, at h = 1e-3. */
  public double[] forward(double[] x, double[] value, double[] v, double h) {
    int n = x.length;
    var states = new double[2 * n];
    move(x, v, 0, 0, states, 0);
    move(x, v, 0, h, states, 1);
    double step = realised(v, 0, states, 0, 1, n);
    double[] f = field.at(Vectors.row(states, 1, n));
    for (int i = 0; i < n; i++) f[i] = (f[i] - value[i]) / step;
    return f;
  }

  /** {@code J v} by differences of fourth order, four evaluations: an error of 4e-5 in single precision, at h = 3e-2. */
  public double[] fourth(double[] x, double[] v, double h) {
    double[] near = products(x, v, h), far = products(x, v, 2 * h);
    for (int i = 0; i < near.length; i++) near[i] += (near[i] - far[i]) / 3;
    return near;
  }

  /** The second derivative along a direction, {@code D^2 f[v, v]}, three evaluations: an error of 3e-3 in single precision, at h = 2e-2. */
  public double[] second(double[] x, double[] v, double h) {
    int n = x.length;
    var states = new double[3 * n];
    move(x, v, 0, h, states, 0);
    move(x, v, 0, 0, states, 1);
    move(x, v, 0, -h, states, 2);
    double forth = realised(v, 0, states, 1, 0, n), back = realised(v, 0, states, 2, 1, n), mean = (forth + back) / 2;
    double[] f = field.at(states);
    var d = new double[n];
    for (int i = 0; i < n; i++) d[i] = ((f[i] - f[n + i]) / forth - (f[n + i] - f[2 * n + i]) / back) / mean;
    return d;
  }

  /** The mixed second derivative {@code D^2 f[u, v]}, four evaluations. */
  public double[] mixed(double[] x, double[] u, double[] v, double h) {
    int n = x.length;
    var states = new double[4 * n];
    int[][] signs = {{1, 1}, {1, -1}, {-1, 1}, {-1, -1}};
    for (int k = 0; k < 4; k++)
      for (int i = 0; i < n; i++) states[k * n + i] = field.rounded(x[i] + h * (signs[k][0] * u[i] + signs[k][1] * v[i]));
    double[] f = field.at(states);
    double first = realised(u, 0, states, 2, 0, n) / 2, second = realised(v, 0, states, 1, 0, n) / 2;
    var d = new double[n];
    for (int i = 0; i < n; i++) d[i] = (f[i] - f[n + i] - f[2 * n + i] + f[3 * n + i]) / (4 * first * second);
    return d;
  }

  /** Row {@code to} of the states becomes {@code x + h v}, rounded as the field will. */
  private void move(double[] x, double[] vs, int k, double h, double[] states, int to) {
    int n = x.length;
    for (int i = 0; i < n; i++) states[to * n + i] = field.rounded(x[i] + h * vs[k * n + i]);
  }

  /** How far it is from one row to the other along the direction, in its own length. */
  private static double realised(double[] vs, int k, double[] states, int from, int to, int n) {
    double along = 0, square = 0;
    for (int i = 0; i < n; i++) {
      double v = vs[k * n + i];
      along += (states[to * n + i] - states[from * n + i]) * v;
      square += v * v;
    }
    if (!(along > 0))
      throw new IllegalArgumentException("a step of " + Math.sqrt(along * along / Math.max(square, Double.MIN_NORMAL))
          + " vanishes in rounding: take a longer one");
    return along / square;
  }
}
