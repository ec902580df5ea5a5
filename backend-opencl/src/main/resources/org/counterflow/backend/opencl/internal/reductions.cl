// A group of 64 work items sums a row by 64 partial sums: item j takes elements j, j + 64, ... in ascending order.
REAL folded(__local REAL *p, uint j) {
  for (uint s = GROUP / 2; s > 0; s /= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (j < s) p[j] = p[j] + p[j + s];
  }
  return p[0];
}

#define REDUCTION(name, arguments, step) \
  KERNEL name(__global REAL *out, ulong n, ROWS(a) arguments) { \
    __local REAL sums[GROUP]; \
    ulong r = get_group_id(0); \
    uint j = get_local_id(0); \
    REAL p = 0; \
    for (ulong i = j; i < n; i += GROUP) p = step; \
    sums[j] = p; \
    REAL sum = folded(sums, j); \
    if (j == 0) out[r] = sum; \
  }
#define OF(x) ROW(x, r)[i]
#define COMMA ,

REAL square_added(REAL e, REAL x, REAL y, REAL absolute, REAL relative, REAL p) {
  REAL q = e * reciprocal(larger(absolute, relative * larger(fabs(x), fabs(y))));
  return fma(q, q, p);
}

REDUCTION(dots, COMMA ROWS(b), fma(OF(a), OF(b), p))
REDUCTION(totals, , p + OF(a))
REDUCTION(errors, COMMA ROWS(b) COMMA ROWS(c) COMMA REAL absolute COMMA REAL relative,
          square_added(OF(a), OF(b), OF(c), absolute, relative, p))
