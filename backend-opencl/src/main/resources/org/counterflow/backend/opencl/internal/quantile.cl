// The magnitudes of ranks k and k + 1 of each row, by a group of work items. The bits of a magnitude, read as an integer, are ordered as
// the magnitudes are; its digits of 8 bits are found from the highest down, by counting.
KERNEL ranks(__global REAL *out, ulong n, uint k, ROWS(a)) {
  __local uint counts[256];
  __local KEY chosen;
  __local uint rank;
  __local uint up_to[GROUP];
  __local KEY above[GROUP];
  ulong r = get_group_id(0);
  uint j = get_local_id(0);
  __global const REAL *x = ROW(a, r);
  if (j == 0) {
    chosen = 0;
    rank = k;
  }
  KEY known = 0;
  for (int shift = KEY_BITS - 8; shift >= 0; shift -= 8) {
    for (uint c = j; c < 256; c += GROUP) counts[c] = 0;
    barrier(CLK_LOCAL_MEM_FENCE);
    KEY prefix = chosen;
    for (ulong i = j; i < n; i += GROUP) {
      KEY key = AS_KEY(x[i]) & MAGNITUDE;
      if ((key & known) == prefix) atomic_inc(counts + ((uint) (key >> shift) & 255u));
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (j == 0) {
      uint digit = 0, left = rank;
      while (left >= counts[digit]) left -= counts[digit++];
      rank = left;
      chosen = prefix | (KEY) digit << shift;
    }
    known |= (KEY) 255 << shift;
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  KEY low = chosen;
  uint not_above = 0;
  KEY next = MAGNITUDE;
  for (ulong i = j; i < n; i += GROUP) {
    KEY key = AS_KEY(x[i]) & MAGNITUDE;
    if (key <= low) not_above++;
    else next = key < next ? key : next;
  }
  up_to[j] = not_above;
  above[j] = next;
  barrier(CLK_LOCAL_MEM_FENCE);
  if (j != 0) return;
  uint all = 0;
  for (uint c = 0; c < GROUP; c++) {
    all += up_to[c];
    next = above[c] < next ? above[c] : next;
  }
  out[2 * r] = AS_REAL(low);
  out[2 * r + 1] = AS_REAL(all > k + 1 || all == n ? low : next);
}
