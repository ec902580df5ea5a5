// e^x, 1/x and the larger of two numbers.
#ifdef F64
REAL exponential(REAL x) {
  REAL t = fma(x, 0x1.71547652b82fep0, 0x1.8p52);
  REAL n = t - 0x1.8p52;
  REAL r = fma(n, -0x1.62e42fefa39efp-1, x);
  r = fma(n, -0x1.abc9e3b39803fp-56, r);
  REAL p = fma(0x1.ad7f6d491355cp-26, r, 0x1.28ad72d44231ap-22);
  p = fma(p, r, 0x1.71df2553381e2p-19);
  p = fma(p, r, 0x1.a0199a0c5ed4bp-16);
  p = fma(p, r, 0x1.a01a012a57503p-13);
  p = fma(p, r, 0x1.6c16c1842a14dp-10);
  p = fma(p, r, 0x1.1111111127be6p-7);
  p = fma(p, r, 0x1.555555555087cp-5);
  p = fma(p, r, 0x1.55555555554fap-3);
  p = fma(p, r, 0x1.000000000000ap-1);
  p = fma(p, r, 1.0);
  p = fma(p, r, 1.0);
  return x < -708.0 ? 0.0 : as_double(as_ulong(p) + (as_ulong(t) << 52));
}

REAL reciprocal(REAL w) { return 1.0 / w; }

#define CUT -600.0
#else
REAL exponential(REAL x) {
  REAL t = fma(x, 0x1.715476p0f, 0x1.8p23f);
  REAL n = t - 0x1.8p23f;
  REAL r = fma(n, -0x1.62e43p-1f, x);
  r = fma(n, 0x1.05c61p-29f, r);
  REAL p = fma(0x1.6a2434p-10f, r, 0x1.1239e2p-7f);
  p = fma(p, r, 0x1.5558f2p-5f);
  p = fma(p, r, 0x1.555492p-3f);
  p = fma(p, r, 0x1.fffffcp-2f);
  p = fma(p, r, 1.0f);
  p = fma(p, r, 1.0f);
  return x < -87.0f ? 0.0f : as_float(as_uint(p) + (as_uint(t) << 23));
}

// A division is not correctly rounded by every driver.
REAL reciprocal(REAL w) {
  REAL y = as_float(0x7ef311c7u - as_uint(w));
  y = fma(y, fma(-w, y, 1.0f), y);
  y = fma(y, fma(-w, y, 1.0f), y);
  return fma(y, fma(-w, y, 1.0f), y);
}

#define CUT -64.0f
#endif

// fmax prefers the number where one is none; here that one wins, as it does in Java.
REAL larger(REAL a, REAL b) { return isnan(a) || a > b ? a : b; }
