"""Writes the files in npy/ with NumPy 2; run in this folder: python3 make_npy.py

good-TYPE-ORDER-SHAPE-vVERSION.npy, or -fortran.npy where the first index moves fastest, has element i = (7 i mod 11) - 3, a quarter of
it for floating point, plus 3 for unsigned types, its last bit for truth values. bad-*.npy must be refused.
"""
import pathlib
import numpy as np
from numpy.lib import format as npy

here = pathlib.Path(__file__).parent / "npy"
here.mkdir(exist_ok=True)


def values(code, shape):
    n = int(np.prod(shape, dtype=int))
    v = (7 * np.arange(n)) % 11 - 3
    if code == "b1":
        return ((v + 3) % 2 == 1).reshape(shape)
    if code[0] == "u":
        v = v + 3
    return (v / 4 if code[0] == "f" else v).astype(code).reshape(shape)


def write(name, array, version=(1, 0)):
    with open(here / name, "wb") as f:
        npy.write_array(f, array, version=version)


def good(code, order, shape, version=1, layout="C"):
    array = values(code, shape).astype(np.dtype(code).newbyteorder({"le": "<", "be": ">"}[order]), order=layout)
    write(f"good-{code}-{order}-{'x'.join(map(str, shape)) or 'scalar'}-v{version}{'-fortran' * (layout == 'F')}.npy", array, (version, 0))


for code in "b1 i1 u1 i2 u2 i4 u4 i8 f2 f4 f8".split():
    good(code, "le", (2, 3))
    if np.dtype(code).itemsize > 1:
        good(code, "be", (5,))
good("f4", "le", ())
good("f4", "le", (0, 3))
good("f8", "be", (2, 3, 2, 2))
good("f4", "le", (3, 1, 2), version=2)
good("i8", "be", (4,), version=3)
for code, shape in [("f4", (2, 3)), ("f8", (4, 3, 2, 5)), ("i8", (3, 2)), ("u1", (3, 2)), ("f2", (7, 1, 5000)), ("u1", (70000, 2))]:
    good(code, "le", shape, layout="F")

write("bad-complex.npy", np.zeros(3, "c8"))
write("bad-text.npy", np.array(["ab", "c"]))
write("bad-records.npy", np.zeros(2, [("a", "<f4"), ("b", "<i4")]))
write("bad-uint64.npy", np.zeros(2, "u8"))
write("bad-date.npy", np.zeros(2, "M8[s]"))
write("bad-inexact.npy", np.array([1, 2**53 + 1], "i8"))
np.save(here / "bad-object.npy", np.array([None, 1], object), allow_pickle=True)
np.savez(here / "bad-archive.npy", a=np.zeros(2))
(here / "bad-archive.npy.npz").rename(here / "bad-archive.npy")
with open(here / "bad-two.npy", "wb") as f:
    np.save(f, np.zeros(2))
    np.save(f, np.zeros(2))
