package org.counterflow.diagnostics.replay;

/**
 * {@code a S + b I = L L^T} of a small matrix. Commons Math has it too; it is no module, and on the module path of the command line it
 * takes half as long again to start each verb.
 */
record Cholesky(double[][] lower) {
  static Cholesky of(double[][] s, double a, double b) {
    int d = s.length;
    var l = new double[d][d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = a * s[i][j] + (i == j ? b : 0);
        for (int k = 0; k < j; k++) sum -= l[i][k] * l[j][k];
        if (i != j) l[i][j] = sum / l[j][j];
        else if (sum > 0) l[i][i] = Math.sqrt(sum);
        else throw new ArithmeticException("a covariance of the recorded problem is not positive definite at this noise level");
      }
    }
    return new Cholesky(l);
  }

  double[] solve(double[] right) {
    int d = lower.length;
    double[] x = right.clone();
    for (int i = 0; i < d; i++) {
      for (int k = 0; k < i; k++) x[i] -= lower[i][k] * x[k];
      x[i] /= lower[i][i];
    }
    for (int i = d - 1; i >= 0; i--) {
      for (int k = i + 1; k < d; k++) x[i] -= lower[k][i] * x[k];
      x[i] /= lower[i][i];
    }
    return x;
  }

  double logDeterminant() {
    double sum = 0;
    for (int i = 0; i < lower.length; i++) sum += 2 * Math.log(lower[i][i]);
    return sum;
  }
}
