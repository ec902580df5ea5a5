// Element by element: a work item takes four elements of a row, of "blocks" such blocks in a row.
#define MAP(name, arguments, value) \
  KERNEL name(__global REAL *out, ulong out_at, ulong n, ulong blocks, ulong rows, ROWS(a) arguments) { \
    ulong g = get_global_id(0), r = over(g, blocks), i = 4 * (g - r * blocks); \
    if (r >= rows) return; \
    store4(value, out + out_at + r * n, i, n); \
  }
#define OF(x) load4(ROW(x, r), i, n)
#define COMMA ,

REAL4 blended(REAL4 m, REAL4 a, REAL4 b) { return fma(m, a, fma(-m, b, b)); }

REAL4 exponentials(REAL4 x) { return (REAL4) (exponential(x.x), exponential(x.y), exponential(x.z), exponential(x.w)); }

// A value inside keeps its bits, one that is no number too.
REAL4 clamped(REAL4 x, REAL b) {
  x.x = x.x < -b ? -b : x.x > b ? b : x.x;
  x.y = x.y < -b ? -b : x.y > b ? b : x.y;
  x.z = x.z < -b ? -b : x.z > b ? b : x.z;
  x.w = x.w < -b ? -b : x.w > b ? b : x.w;
  return x;
}

MAP(multiply, COMMA ROWS(b), OF(a) * OF(b))
MAP(blend, COMMA ROWS(b) COMMA ROWS(c), blended(OF(a), OF(b), OF(c)))
MAP(exponent, , exponentials(OF(a)))
MAP(clamp_by_row, COMMA __global const REAL *bounds COMMA ulong bounds_row, clamped(OF(a), bounds[r * bounds_row]))

// The first row that holds a value which is not finite, of rows one behind the other; "first" is beyond every row before.
KERNEL not_finite(__global const REAL *x, ulong at, ulong n, ulong all, volatile __global int *first) {
  ulong i = 4 * (ulong) get_global_id(0);
  if (i >= all) return;
  REAL4 v = load4(x + at, i, all);
  if (isfinite(v.x) && isfinite(v.y) && isfinite(v.z) && isfinite(v.w)) return;
  ulong k = !isfinite(v.x) ? 0 : !isfinite(v.y) ? 1 : !isfinite(v.z) ? 2 : 3;
  atomic_min(first, (int) over(i + k, n));
}
