package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.counterflow.formats.arrays.Npy;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The images that diffusers draws from the same normals and labels; see the resources' README. */
class ReferenceTest {
  @TempDir
  Path folder;

  @ParameterizedTest
  @CsvSource({"ddim, 1, ddim-trailing-10", "dpmpp-2m, 1, dpmpp-2m-trailing-10", "unipc:order=2, 1, unipc-2-trailing-10",
      "dpmpp-2m, 3, dpmpp-2m-trailing-10-cfg3"})
  void agrees(String solver, String guidance, String name) {
    Path start = Child.resource(folder, "x_T.npy"), labels = Child.resource(folder, "labels.npy"),
        theirs = Child.resource(folder, name + ".npy");
    Child.in(folder).run("sample", "--solver", solver, "--grid", "trailing", "--steps", "10", "--guidance", guidance, "--x-t",
        start.toString(),
        "--labels", labels.toString(), "--out", "out.npy").good();
    double[] a = Npy.read(folder.resolve("out.npy")).values(), b = Npy.read(theirs).values();
    assertEquals(b.length, a.length);
    double most = 0;
    for (int i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i] - b[i]));
    assertTrue(most < 2e-4, name + " deviates by " + most);
  }
}
