// Standard normals. Philox4x32-10, then Box and Muller by polynomials.
float radius(uint w) {
  float x = fma((float) ((int) w >> 16), 65536.0f, (float) (int) (w & 0xffffu)) + 0.5f;
  uint i = as_uint(x);
  bool below = x < 0.0f;
  float f = below ? x * 0x1p-32f : as_float((i & 0x7fffffu) | 0x3f000000u) - 1.0f;
  float e = below ? 0.0f : (float) ((int) (i >> 23) - 158);
  float p = fma(-0x1.6a1fep1f, f, -0x1.a3bc4ep1f);
  p = fma(p, f, -0x1.356e66p1f);
  p = fma(p, f, -0x1.729782p-2f);
  p = fma(p, f, -0x1.0e050ap-1f);
  p = fma(p, f, 0x1.f30fdcp-2f);
  p = fma(p, f, -0x1.55a3a8p-1f);
  p = fma(p, f, 0x1.fffecp-1f);
  p = fma(p, f, -2.0f);
  float s = fma(p, f, e * -0x1.62e43p0f);
  float g = as_float(0x5f3759dfu - (as_uint(s) >> 1));
  float a = s * g;
  float q = fma(-a, g, 1.0f);
  float r = q * fma(q, 0.375f, 0.5f);
  float h = 0.5f * fma(g, r, g);
  a = fma(a, r, a);
  return fma(fma(-a, a, s), h, a);
}

float2 pair(uint w0, uint w1) {
  float r = radius(w0);
  float t = (float) ((int) (w1 << 2) >> 7) * 0x1p-24f;
  float y = t * t;
  uint b = w1 + 0x20000000u;
  float s = fma(fma(fma(-0x1.2cf5d4p-15f, y, 0x1.465a3ep-9f), y, -0x1.4abba8p-4f), y, 0x1.921fb4p-1f) * t;
  float c = fma(fma(fma(-0x1.4ea9e8p-12f, y, 0x1.03b162p-6f), y, -0x1.3bd3a2p-2f), y, 1.0f);
  bool swapped = (b & 0x40000000u) != 0;
  float first = r * (swapped ? s : c);
  float second = r * (swapped ? c : s);
  return (float2) (as_float(as_uint(first) ^ ((b ^ (b << 1)) & 0x80000000u)), as_float(as_uint(second) ^ (b & 0x80000000u)));
}

// Elements 4 block to 4 block + 3 of a noise.
REAL4 normals(ulong seed, ulong stream, ulong block) {
  uint c0 = (uint) block, c1 = (uint) (block >> 32), c2 = (uint) stream, c3 = (uint) (stream >> 32);
  uint k0 = (uint) seed, k1 = (uint) (seed >> 32);
  for (int i = 0; i < 10; i++) {
    uint h0 = mul_hi(0xD2511F53u, c0), l0 = 0xD2511F53u * c0, h1 = mul_hi(0xCD9E8D57u, c2), l1 = 0xCD9E8D57u * c2;
    c0 = h1 ^ c1 ^ k0;
    c1 = l1;
    c2 = h0 ^ c3 ^ k1;
    c3 = l0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  float2 a = pair(c0, c1), b = pair(c2, c3);
  return (REAL4) ((REAL) a.x, (REAL) a.y, (REAL) b.x, (REAL) b.y);
}
