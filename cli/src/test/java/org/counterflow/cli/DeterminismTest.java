package org.counterflow.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A sample depends on its seed, the model and the recipe: not on the other seeds, threads, backends or the CPU's vectors. */
class DeterminismTest {
  @TempDir
  Path folder;

  private Path draw(Child child, String out, String... args) {
    var all = new java.util.ArrayList<>(java.util.List.of("sample", "--quiet", "--out", out));
    all.addAll(java.util.List.of(args));
    child.run(all.toArray(String[]::new)).good();
    return folder.resolve(out);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ddim", "dpmpp-2m", "ancestral(ddim)"})
  void batchMatesAndThreadsDoNotMatter(String solver) {
    Path many = draw(Child.in(folder), "many.npy", "--solver", solver, "--seeds", "0-63", "--steps", "5", "--threads", "1");
    Path one = draw(Child.in(folder), "one.npy", "--solver", solver, "--seeds", "5", "--steps", "5", "--threads", "1");
    Path other = draw(Child.in(folder), "other.npy", "--solver", solver, "--seeds", "100,5-63", "--steps", "5", "--threads",
        Integer.toString(Math.min(2, Runtime.getRuntime().availableProcessors())));
    SameBits.rows(one, 0, many, 5, 1);
    SameBits.rows(other, 1, many, 5, 59);
  }

  @Test
  void microBatchOfOneAloneEqualsItsRow() {
    Path many = draw(Child.in(folder), "many.npy", "--seeds", "0-9", "--micro-batch", "1", "--steps", "5");
    Path one = draw(Child.in(folder), "one.npy", "--seeds", "7", "--micro-batch", "1", "--steps", "5");
    SameBits.rows(one, 0, many, 7, 1);
  }

  @Test
  void backendsAgreeOnTheNetwork() {
    Path java = draw(Child.in(folder), "java.npy", "--count", "8", "--backend", "java+onnx:cpu");
    Path vector = draw(Child.in(folder).fast(), "vector.npy", "--count", "8", "--backend", "cpu-vector+onnx");
    SameBits.all(java, vector);
  }

  @ParameterizedTest
  @CsvSource({"ancestral(ddim), f32, 0 2 3", "dpmpp-2m, f32, 3", "ancestral(ddim), f64, 2"})
  void backendsAgreeOnTargetsWithAnyVectors(String solver, String precision, String vectors) {
    String[] args = {"--target", "two-moons", "--solver", solver, "--precision", precision, "--count", "77", "--steps", "12"};
    Path java = draw(Child.in(folder), "java.npy", with(args, "java"));
    for (String avx : vectors.split(" ")) {
      Child child = Child.in(folder).fast().flag("-XX:+IgnoreUnrecognizedVMOptions", "-XX:UseAVX=" + avx);
      SameBits.all(java, draw(child, "vector" + avx + ".npy", with(args, "cpu-vector")));
    }
  }

  private static String[] with(String[] args, String backend) {
    String[] all = java.util.Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--backend";
    all[args.length + 1] = backend;
    return all;
  }
}
