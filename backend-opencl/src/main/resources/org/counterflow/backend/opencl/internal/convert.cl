// Values of one precision to another, rounded once. Half precision is only stored, which every device can do.
#if defined(DOUBLES) && !defined(F64)
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#endif

#ifdef F64
// Cut to single precision, the last bit set if anything was lost: rounding that once more equals rounding x itself.
float odd(double x) {
  float near = convert_float_rte(x);
  if ((double) near == x || isnan(x)) return near;
  uint bits = as_uint(near);
  uint cut = fabs((double) near) > fabs(x) ? bits - 1 : bits;
  return as_float(cut | 1u);
}
#endif

KERNEL to_half(__global const REAL *x, ulong at, REAL scale, ulong all, __global half *out) {
  ulong i = get_global_id(0);
  if (i >= all) return;
#ifdef F64
  vstore_half_rte(odd(scale * x[at + i]), i, out);
#else
  vstore_half_rte(scale * x[at + i], i, out);
#endif
}

KERNEL from_half(__global REAL *x, ulong at, ulong all, __global const half *in) {
  ulong i = get_global_id(0);
  if (i < all) x[at + i] = (REAL) vload_half(i, in);
}

KERNEL to_float(__global const REAL *x, ulong at, REAL scale, ulong all, __global float *out) {
  ulong i = get_global_id(0);
  if (i < all) out[i] = convert_float_rte(scale * x[at + i]);
}

KERNEL from_float(__global REAL *x, ulong at, ulong all, __global const float *in) {
  ulong i = get_global_id(0);
  if (i < all) x[at + i] = (REAL) in[i];
}

#ifdef DOUBLES
KERNEL to_double(__global const REAL *x, ulong at, REAL scale, ulong all, __global double *out) {
  ulong i = get_global_id(0);
  if (i < all) out[i] = (double) (scale * x[at + i]);
}

#ifdef F64
#define FROM_DOUBLE(v) (v)
#else
#define FROM_DOUBLE(v) convert_float_rte(v)
#endif
KERNEL from_double(__global REAL *x, ulong at, ulong all, __global const double *in) {
  ulong i = get_global_id(0);
  if (i < all) x[at + i] = FROM_DOUBLE(in[i]);
}
#endif
