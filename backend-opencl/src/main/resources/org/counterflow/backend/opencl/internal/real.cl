// What every program begins with. docs/arithmetic.md says what each result has to be, to the bit.
#pragma OPENCL FP_CONTRACT OFF
#ifdef F64
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
typedef double REAL;
typedef double4 REAL4;
typedef ulong KEY;
#define KEY_BITS 64
#define AS_KEY as_ulong
#define AS_REAL as_double
#else
typedef float REAL;
typedef float4 REAL4;
typedef uint KEY;
#define KEY_BITS 32
#define AS_KEY as_uint
#define AS_REAL as_float
#endif
#define MAGNITUDE (((KEY) 1 << (KEY_BITS - 1)) - 1)

// Work items of a group: fixed, so that a driver compiles one version of a kernel.
#define GROUP 64
#define KERNEL __kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void

// Some rows of a buffer: from element "at" on, one row every "row" elements; row 0 for one that counts for every row.
#define ROWS(x) __global const REAL *x, ulong x##_at, ulong x##_row
#define ROW(x, r) (x + x##_at + (r) * x##_row)

// a / b; half of it costs less where the numbers are small.
ulong over(ulong a, ulong b) { return ((a | b) >> 32) != 0 ? a / b : (ulong) ((uint) a / (uint) b); }

// Four elements from i on, those that there are.
REAL4 load4(__global const REAL *x, ulong i, ulong n) {
  if (i + 4 <= n) return vload4(0, x + i);
  REAL4 v = (REAL4) ((REAL) 0);
  v.x = x[i];
  if (i + 1 < n) v.y = x[i + 1];
  if (i + 2 < n) v.z = x[i + 2];
  return v;
}

void store4(REAL4 v, __global REAL *x, ulong i, ulong n) {
  if (i + 4 <= n) {
    vstore4(v, 0, x + i);
    return;
  }
  x[i] = v.x;
  if (i + 1 < n) x[i + 1] = v.y;
  if (i + 2 < n) x[i + 2] = v.z;
}
