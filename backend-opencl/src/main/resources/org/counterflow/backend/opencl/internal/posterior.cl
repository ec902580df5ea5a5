// The posterior mean of a mixture, in three passes. Means lie twice: m as [components][dimensions], t transposed.
#define CHAIN 64

// One squared distance a work item.
KERNEL distances(__global REAL *d, ulong components, ulong dimensions, ulong rows, ROWS(x), __global const REAL *t, REAL minus_alpha) {
  ulong g = get_global_id(0), r = over(g, components), k = g - r * components;
  if (r >= rows) return;
  __global const REAL *xr = ROW(x, r);
  REAL total = 0;
  for (ulong from = 0; from < dimensions; from += CHAIN) {
    REAL part = 0;
    ulong to = min(from + CHAIN, dimensions);
    for (ulong i = from; i < to; i++) {
      REAL v = fma(minus_alpha, t[i * components + k], xr[i]);
      part = fma(v, v, part);
    }
    total = total + part;
  }
  d[g] = total;
}

// A group a row turns distances into shares of the means, and leaves 1/W and g in "scale".
KERNEL shares(__global REAL *d, ulong components, __global const REAL *c, int general, int pure, __global REAL *scale) {
  __local REAL some[GROUP];
  __local REAL others[GROUP];
  __local REAL best;
  __local REAL sums[2];
  ulong r = get_group_id(0);
  uint j = get_local_id(0);
  __global REAL *v = d + r * components;
  __global const REAL *a = c, *b = c + components, *h = c + 2 * components, *share = c + 3 * components;
  REAL mine = general ? -INFINITY : INFINITY;
  for (ulong k = j; k < components; k += GROUP) {
    if (general) v[k] = fma(a[k], v[k], b[k]);
    mine = (general ? v[k] > mine : v[k] < mine) || isnan(v[k]) ? v[k] : mine;
  }
  some[j] = mine;
  barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
  if (j == 0) {
    for (uint q = 1; q < GROUP; q++) mine = (general ? some[q] > mine : some[q] < mine) || isnan(some[q]) ? some[q] : mine;
    best = mine;
    sums[0] = 0;
    sums[1] = 0;
  }
  // A chain a work item, 64 chains at a time, which one adds in their order.
  for (ulong from = 0; from < components; from += (ulong) GROUP * CHAIN) {
    barrier(CLK_LOCAL_MEM_FENCE);
    REAL total = 0, part = 0;
    ulong first = from + j * CHAIN, end = min(first + CHAIN, components);
    for (ulong k = first; k < end; k++) {
      REAL log_weight = general ? v[k] - best : (v[k] - best) * a[0];
      REAL w = log_weight < CUT ? 0 : exponential(log_weight);
      total = total + w;
      part = fma(w, share[k], part);
      v[k] = pure ? w : w * h[k];
    }
    some[j] = total;
    others[j] = part;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (j == 0) {
      for (uint q = 0; q < GROUP && from + q * CHAIN < components; q++) {
        sums[0] = sums[0] + some[q];
        sums[1] = sums[1] + others[q];
      }
    }
  }
  if (j == 0) {
    scale[2 * r] = reciprocal(sums[0]);
    scale[2 * r + 1] = sums[1];
  }
}

// One element of the mean a work item; it reads of x only what it overwrites.
KERNEL means(__global REAL *out, ulong out_at, ulong components, ulong dimensions, ulong rows, ROWS(x), __global const REAL *m,
             __global const REAL *d, __global const REAL *scale, int pure) {
  ulong g = get_global_id(0), r = over(g, dimensions), i = g - r * dimensions;
  if (r >= rows) return;
  __global const REAL *u = d + r * components;
  REAL sum = 0;
  for (ulong from = 0; from < components; from += CHAIN) {
    REAL part = 0;
    ulong to = min(from + CHAIN, components);
    for (ulong k = from; k < to; k++) part = fma(u[k], m[k * dimensions + i], part);
    sum = sum + part;
  }
  out[out_at + g] = (pure ? sum : fma(scale[2 * r + 1], ROW(x, r)[i], sum)) * scale[2 * r];
}
