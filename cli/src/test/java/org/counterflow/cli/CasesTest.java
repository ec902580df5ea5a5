package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.Recipe;
import org.counterflow.formats.arrays.Npy;
import org.counterflow.formats.arrays.NpyArray;
import org.counterflow.formats.recipes.Recipes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small networks with the signatures that people bring ({@code cases/README.md}), by the command line. */
class CasesTest {
  private static final Path CASES = Path.of("src/test/resources/cases");

  @TempDir
  Path folder;

  private CliOutput sample(String model, String... more) {
    var args = new ArrayList<>(List.of("sample", "--quiet", "--model", CASES.resolve(model).toString(), "--out", out().toString()));
    args.addAll(List.of(more));
    return CliOutput.of(args.toArray(String[]::new));
  }

  private Path out() {
    return folder.resolve("o.npy");
  }

  private double[] drawn(String model, String... more) {
    CliOutput o = sample(model, more);
    assertEquals(0, o.status(), o.err());
    double[] values = Npy.read(out()).values();
    for (double v : values) assertTrue(Double.isFinite(v));
    return values;
  }

  private static String file(String name) {
    return CASES.resolve(name).toString();
  }

  private String array(String name, double[] values, int... shape) {
    Path file = folder.resolve(name);
    Npy.write(NpyArray.of(values, shape), file);
    return file.toString();
  }

  private static void same(String expected, double[] drawn) {
    assertArrayEquals(Npy.read(CASES.resolve(expected)).values(), drawn, 1e-5);
  }

  private void refused(CliOutput o, String... words) {
    assertTrue(o.status() == 1 || o.status() == 2, o.err());
    for (String w : words) assertTrue(o.err().contains(w), o.err());
  }

  @Test
  void aNetworkThatNeedsClipping() {
    same("needs_clipping_expected.npy", drawn("needs_clipping.onnx", "--prediction", "epsilon", "--schedule", "linear", "--time", "step",
        "--solver", "ddim", "--steps", "10", "--rule", "clip:noise=raw", "--x-t", file("needs_clipping_x_T.npy")));
  }

  @Test
  void classesUnderOtherNames() {
    String[] said = {"--prediction", "data", "--schedule", "linear", "--time", "step", "--class", "3", "--count", "2", "--role"};
    for (String port : List.of("y", "cond")) {
      var args = new ArrayList<>(List.of(said));
      args.add("class=" + port);
      for (double v : drawn("class_named_" + port + ".onnx", args.toArray(String[]::new))) assertEquals(3, v, 1e-6);
      assertEquals(port, Recipes.of(out()).find("role.class"));
    }
  }

  @Test
  void classesAsRowsWithAOne() {
    same("edm_onehot_expected_class1_heun8.npy", drawn("edm_onehot_labels.onnx", "--prediction", "data", "--schedule", "edm", "--time",
        "sigma", "--solver", "heun", "--grid", "karras", "--steps", "8", "--class", "1", "--x-t", file("flow_t0_x_T.npy")));
  }

  @Test
  void whatIsObservedIsNotTheState() {
    drawn("obs_before_state.onnx", "--prediction", "epsilon", "--schedule", "linear", "--time", "step", "--input", "obs=0", "--count", "2");
    refused(sample("obs_before_state.onnx", "--prediction", "epsilon", "--schedule", "linear", "--time", "step", "--count", "2"), "obs",
        "--input");
  }

  @Test
  void aGuidanceScaleIsNotTheTime() {
    drawn("guidance_before_time.onnx", "--prediction", "epsilon", "--schedule", "linear", "--time", "step", "--input", "guidance_scale=3",
        "--role", "time=noise_level", "--count", "2");
  }

  @Test
  void aMeanFlowIsToldWhereItsStepEnds() {
    drawn("meanflow_r_t.onnx", "--prediction", "flow", "--schedule", "rectified-flow", "--time", "unit", "--solver", "euler", "--steps",
        "2", "--count", "2");
  }

  @Test
  void timesOfOtherShapesAndMasks() {
    drawn("sigma_b111.onnx", "--prediction", "data", "--schedule", "edm", "--time", "sigma", "--count", "2");
    drawn("bool_mask.onnx", "--prediction", "epsilon", "--schedule", "linear", "--time", "step", "--input", "mask=1", "--count", "2");
  }

  /** What is not clear is said, and is no failure: that is what one looks for. */
  @Test
  void aSheetOfANetworkSaysWhatIsNotClear() {
    CliOutput o = CliOutput.of("models", "--model", file("no_batch_dim.onnx"));
    assertEquals(0, o.status(), o.err());
    assertTrue(o.out().contains("    input   \"x\" float[2]\n") && o.out().contains("    not clear: ") && o.out().contains("rows=2"), o.out());
    assertTrue(CliOutput.of("models", "--model", file("no_batch_dim.onnx"), "--role", "rows=2").out().contains("\"x\" float[2]  state\n"));
  }

  @Test
  void whatHasNoBatchIsGivenWhole() {
    String ids = array("ids.npy", new double[12], 4, 3);
    drawn("ids_without_batch.onnx", "--prediction", "epsilon", "--schedule", "linear", "--time", "step", "--input", "img_ids=" + ids,
        "--count", "2");
    Recipe r = Recipes.of(out());
    assertEquals(ids, r.find("input.img_ids"));
    assertTrue(String.valueOf(r.find("condition.img_ids.sha256")).matches("[0-9a-f]{64}"));
    double[] first = Npy.read(out()).values();
    CliOutput again = CliOutput.of("sample", "--quiet", "--again", out().toString(), "--out", folder.resolve("b.npy").toString());
    assertEquals(0, again.status(), again.err());
    assertFalse(again.err().contains("does not know"), again.err());
    assertArrayEquals(first, Npy.read(folder.resolve("b.npy")).values());
  }

  @Test
  void channelsBesideTheStateAreACondition() {
    String beside = array("beside.npy", new double[8], 1, 2, 2, 2);
    double[] values = drawn("concat_3_to_1.onnx", "--prediction", "epsilon", "--schedule", "linear", "--time", "step", "--count", "2",
        "--input", "concat=" + beside);
    assertEquals(2 * 4, values.length, "one channel of three is drawn");
    refused(sample("concat_3_to_1.onnx", "--prediction", "epsilon", "--schedule", "linear", "--time", "step", "--count", "2"), "concat");
  }

  @Test
  void aFlowThatCountsFromNoise() {
    same("flow_t0_expected_euler5.npy", drawn("flow_t0_is_noise.onnx", "--prediction", "flow:towards=data", "--schedule", "rectified-flow",
        "--time", "unit:from=noise", "--solver", "euler", "--steps", "5", "--x-t", file("flow_t0_x_T.npy")));
  }

  @Test
  void signaturesThatAreNotClear() {
    drawn("state_1d.onnx", "--prediction", "epsilon", "--schedule", "linear", "--time", "step", "--count", "2");
    refused(sample("no_batch_dim.onnx", "--prediction", "epsilon", "--schedule", "linear", "--time", "step", "--count", "2"), "batch");
  }
}
