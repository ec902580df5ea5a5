package org.counterflow.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.counterflow.solvers.Guidances;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Networks as public exports have them, each sampled to values that are worked out here: every network gives a data estimate that is a
 * known function of the state, the time and its conditions, and DDIM along a straight line is a few lines of Java.
 */
class ExportsTest {
  private static final int SAMPLES = 3;
  private static final int STEPS = 4;
  private static final Shape PAIR = Shape.of(2);
  private static final Shape IMAGE = Shape.of(1, 2, 2);
  private static final Seeds SEEDS = Seeds.range(0, SAMPLES);

  @TempDir Path folder;
  private int files;
  private double tolerance = 2e-6;
  private int microBatch = 2;

  @AfterEach
  void nothingIsOpen() {
    assertEquals(Map.of("session", 0L, "slot", 0L, "tensor", 0L, "value", 0L), OnnxNetwork.handles());
  }

  /** The data estimate of element i of a sample. */
  private interface Estimate {
    double of(double[] x, int i, double t, int sample);
  }

  private OnnxNetwork open(OnnxModel model) {
    return OnnxNetwork.open(model.write(folder.resolve("net-" + files++ + ".onnx")), Fixture.options());
  }

  /** Inputs {@code sample}, {@code timestep} and the output of these types: {@code y = sample / 4 + timestep + ...}. */
  private static OnnxModel pairs(Object batch, int type) {
    return new OnnxModel().input("sample", type, batch, 2).output("out_sample", type, batch, 2).constant("quarter", new float[] {0.25f})
        .constant("column", new long[] {-1, 1});
  }

  private static OnnxModel pairs() {
    return pairs("batch", OnnxModel.FLOAT).input("timestep", OnnxModel.FLOAT, "batch").node("Reshape", "t", "timestep", "column")
        .node("Mul", "q", "sample", "quarter").node("Add", "base", "q", "t");
  }

  private static double base(double[] x, int i, double t) {
    return 0.25 * x[i] + t;
  }

  private void assertSamples(OnnxModel model, Conditions given, Estimate estimate) {
    assertSamples(model, Map.of(), PAIR, TimeLabel.UNIT, given, estimate);
  }

  private void assertSamples(OnnxModel model, Map<String, String> said, Shape shape, TimeLabel label, Conditions given, Estimate estimate) {
    try (OnnxNetwork network = open(model)) {
      assertSamples(ScoreFunction.of(ScoreNetwork.of(network, said), Prediction.DATA, label, Small.STRAIGHT), shape, label, given, estimate);
    }
  }

  /** In single precision, where float edges share their memory with the states, and in double, where they do not. */
  private void assertSamples(ScoreFunction score, Shape shape, TimeLabel label, Conditions given, Estimate estimate) {
    int n = (int) shape.elements();
    float[] start = Fixture.normals(5, SAMPLES * n);
    for (Precision p : new Precision[] {Precision.F32, Precision.F64}) {
      try (Backend backend = Backends.installed().open("java", Options.defaults().in(p))) {
        Sampler sampler = Sampler.of(score).on(backend).solver(Small.ddim()).grid(Small.times(false)).steps(STEPS).microBatch(microBatch);
        try (Samples s = sampler.decode(Value.of(shape.batch(SAMPLES), start), SEEDS, given)) {
          for (int i = 0; i < SAMPLES; i++) {
            double[] expected = new double[n];
            for (int e = 0; e < n; e++) expected[e] = start[i * n + e];
            for (int k = 0; k < STEPS; k++) expected = step(expected, sampler.points().get(k), sampler.points().get(k + 1), label, estimate, i);
            for (int e = 0; e < n; e++)
              assertEquals(expected[e], s.doubles(i)[e], tolerance * Math.max(1, Math.abs(expected[e])), "sample " + i + ", element " + e);
          }
        }
      }
    }
  }

  private static double[] step(double[] x, Point p, Point q, TimeLabel label, Estimate estimate, int sample) {
    var next = new double[x.length];
    double r = q.sigma() / p.sigma();
    for (int i = 0; i < x.length; i++)
      next[i] = r * x[i] + (q.alpha() - p.alpha() * r) * estimate.of(x, i, label.of(p, Small.STRAIGHT), sample);
    return next;
  }

  @Test
  void aDynamicBatch() {
    assertSamples(pairs().node("Identity", "out_sample", "base"), Conditions.NONE, (x, i, t, s) -> base(x, i, t));
  }

  @Test
  void aFixedBatch() {
    microBatch = 4;
    assertSamples(pairs(4, OnnxModel.FLOAT).input("timestep", OnnxModel.FLOAT, 4).node("Reshape", "t", "timestep", "column")
        .node("Mul", "q", "sample", "quarter").node("Add", "out_sample", "q", "t"), Conditions.NONE, (x, i, t, s) -> base(x, i, t));
  }

  /** Times as a number, one for all, one a row, a column; as {@code [batch, 1, 1, 1]} below. */
  @ParameterizedTest
  @CsvSource({"0, ''", "1, '1'", "1, batch", "2, batch"})
  void timesOfEveryShape(int rank, String first) {
    Object[] dimensions = new Object[rank];
    for (int i = 0; i < rank; i++) dimensions[i] = i > 0 || first.equals("1") ? (Object) 1 : first;
    assertSamples(pairs("batch", OnnxModel.FLOAT).input("t", OnnxModel.FLOAT, dimensions).node("Reshape", "times", "t", "column")
        .node("Mul", "q", "sample", "quarter").node("Add", "out_sample", "q", "times"), Conditions.NONE, (x, i, t, s) -> base(x, i, t));
  }

  @Test
  void aTimeAsWideAsAnImage() {
    var model = new OnnxModel().input("x", OnnxModel.FLOAT, "batch", 1, 2, 2).input("sigma", OnnxModel.FLOAT, "batch", 1, 1, 1)
        .output("denoised", OnnxModel.FLOAT, "batch", 1, 2, 2).constant("quarter", new float[] {0.25f}).node("Mul", "q", "x", "quarter")
        .node("Add", "denoised", "q", "sigma");
    // sigma / alpha at 0.99 is 99.
    tolerance = 1e-5;
    assertSamples(model, Map.of(), IMAGE, TimeLabel.SIGMA, Conditions.NONE, (x, i, t, s) -> base(x, i, t));
  }

  /** Whole numbers are rounded labels: 990, 745, 500, 255. */
  @ParameterizedTest
  @CsvSource({"6", "7"})
  void timesAsWholeNumbers(int type) {
    TimeLabel thousand = TimeLabel.unit(1000, TimeLabel.From.DATA);
    var model = pairs("batch", OnnxModel.FLOAT).input("timestep", type, "batch").node("Cast", "f", "to", OnnxModel.FLOAT, "timestep")
        .constant("scale", new float[] {0.001f}).node("Mul", "unit", "f", "scale").node("Reshape", "t", "unit", "column")
        .node("Mul", "q", "sample", "quarter").node("Add", "out_sample", "q", "t");
    assertSamples(model, Map.of(), PAIR, thousand, Conditions.NONE, (x, i, t, s) -> base(x, i, Math.rint(t) * 0.001f));
  }

  /** State, time and output in half or in double precision. */
  @ParameterizedTest
  @CsvSource({"10, 4e-3", "11, 1e-6"})
  void edgesOfOtherPrecisions(int type, double error) {
    // In half precision a state of about 2 is rounded by a thousandth in each step.
    tolerance = error;
    assertSamples(pairs("batch", type).input("timestep", type, "batch").node("Cast", "x", "to", OnnxModel.FLOAT, "sample")
        .node("Cast", "f", "to", OnnxModel.FLOAT, "timestep").node("Reshape", "t", "f", "column").node("Mul", "q", "x", "quarter")
        .node("Add", "y", "q", "t").node("Cast", "out_sample", "to", type, "y"), Conditions.NONE, (x, i, t, s) -> base(x, i, t));
  }

  @Test
  void aMask() {
    var model = pairs().input("mask", OnnxModel.BOOL, "batch", 2).node("Neg", "minus", "base").node("Where", "out_sample", "mask", "base", "minus");
    Value mask = Value.of(Shape.of(SAMPLES, 2), true, false, false, true, true, true);
    double[] m = mask.toDoubles();
    assertSamples(model, Conditions.NONE.with("mask", mask), (x, i, t, s) -> m[2 * s + i] == 1 ? base(x, i, t) : -base(x, i, t));
  }

  @Test
  void weightsInAFileBeside() throws IOException {
    Files.write(folder.resolve("net.data"), OnnxModel.weights(9, 0.5f, -0.75f));
    assertSamples(pairs().external("w", "net.data", 4, 2).node("Add", "out_sample", "base", "w"), Conditions.NONE,
        (x, i, t, s) -> base(x, i, t) + (i == 0 ? 0.5 : -0.75));
  }

  private static final float[] TABLE = {0.5f, -1, 2, 0.25f, -0.5f, 1.5f};

  /** Classes as rows of which one number is 1; the label behind the last means none. */
  @Test
  void oneHotClasses() {
    var model = pairs().input("class_labels", OnnxModel.FLOAT, "batch", 3).constant("table", TABLE, 3, 2)
        .node("MatMul", "offset", "class_labels", "table").node("Add", "out_sample", "base", "offset");
    int[] classes = {2, 3, 0};
    assertSamples(model.metadata("counterflow.classes", "[\"a\", \"b\", \"c\"]").metadata("counterflow.null-class", "3"),
        Conditions.classes(2, 3, 0), (x, i, t, s) -> base(x, i, t) + (classes[s] == 3 ? 0 : TABLE[2 * classes[s] + i]));
  }

  /** Guided towards a class: u is asked under the null class of the file, whose parts are named by its metadata. */
  @Test
  void classesUnderGuidanceOfAFileThatDescribesItself() {
    var model = pairs().input("y", OnnxModel.INT64, "batch").constant("table", TABLE, 3, 2).node("Gather", "offset", "table", "y")
        .node("Add", "out_sample", "base", "offset").metadata("counterflow.prediction", "data").metadata("counterflow.null-class", "2")
        .metadata("counterflow.schedule", "rectified-flow").metadata("counterflow.time", "unit");
    try (OnnxNetwork network = open(model)) {
      ScoreFunction score = ScoreFunction.of(network).guided(Guidances.classifierFree(3));
      assertEquals("rectified-flow", score.schedule().toString().split(":", 2)[0]);
      int[] classes = {0, 1, 0};
      assertSamples(along(score), PAIR, TimeLabel.UNIT, Conditions.classes(0, 1, 0),
          (x, i, t, s) -> base(x, i, t) + 3 * TABLE[2 * classes[s] + i] - 2 * TABLE[4 + i]);
    }
  }

  /** The same along the tests' own straight line, whose points are the same. */
  private static ScoreFunction along(ScoreFunction score) {
    for (double t : new double[] {0.01, 0.5, 0.99}) assertTrue(score.schedule().at(t).samePlace(Small.STRAIGHT.at(t)));
    return score;
  }

  /** y = base + the sum over two tokens, guided by 7.5 away from a negative prompt; a prompt for all, and one a sample. */
  @Test
  void textWithANegativePrompt() {
    Value negative = Value.of(Shape.of(1, 2, 2), 0.5f, -0.25f, 0.125f, 0);
    double[] none = negative.toDoubles();
    for (int prompts : new int[] {1, SAMPLES}) {
      Value text = Value.of(Shape.of(prompts, 2, 2), Fixture.normals(9, prompts * 4));
      double[] c = text.toDoubles();
      try (OnnxNetwork network = open(text())) {
        ScoreFunction score = ScoreFunction.of(network, Prediction.DATA, TimeLabel.UNIT, Small.STRAIGHT)
            .guided(Guidances.classifierFree(7.5).of("encoder_hidden_states").against(negative));
        // A weight of 7.5 brings 15 times the rounding of single precision.
        tolerance = 2e-5;
        assertSamples(score, PAIR, TimeLabel.UNIT, Conditions.NONE.with("encoder_hidden_states", text), (x, i, t, s) -> {
          int at = prompts == 1 ? 0 : 4 * s;
          double with = c[at + i] + c[at + 2 + i], without = none[i] + none[2 + i];
          return base(x, i, t) + without + 7.5 * (with - without);
        });
      }
    }
  }

  private static OnnxModel text() {
    return pairs().input("encoder_hidden_states", OnnxModel.FLOAT, "batch", "tokens", 2).constant("axes", new long[] {1})
        .node("ReduceSum", "offset", "keepdims", 0, "encoder_hidden_states", "axes").node("Add", "out_sample", "base", "offset");
  }

  /** The second half of the channels is a variance, and not asked for. */
  @Test
  void twoHalves() {
    var model = new OnnxModel().input("sample", OnnxModel.FLOAT, "batch", 1, 2, 2).input("timestep", OnnxModel.FLOAT, "batch")
        .output("out_sample", OnnxModel.FLOAT, "batch", 2, 2, 2).constant("quarter", new float[] {0.25f})
        .constant("shape", new long[] {-1, 1, 1, 1}).node("Reshape", "t", "timestep", "shape").node("Mul", "q", "sample", "quarter")
        .node("Add", "half", "q", "t").node("Exp", "other", "half").node("Concat", "out_sample", "axis", 1, "half", "other");
    assertSamples(model, Map.of(), IMAGE, TimeLabel.UNIT, Conditions.NONE, (x, i, t, s) -> base(x, i, t));
  }

  /** Inpainting: four channels of the state, a mask, four of what is known; y = state / 4 + mask * known. */
  @Test
  void nineChannelsToFour() {
    Shape latent = Shape.of(4, 2, 2);
    var model = new OnnxModel().input("sample", OnnxModel.FLOAT, "batch", 9, 2, 2).input("timestep", OnnxModel.INT64, 1)
        .output("out_sample", OnnxModel.FLOAT, "batch", 4, 2, 2).constant("quarter", new float[] {0.25f})
        .constant("first", new long[] {0, 1, 2, 3}).constant("fifth", new long[] {4}).constant("last", new long[] {5, 6, 7, 8})
        .node("Gather", "state", "axis", 1, "sample", "first").node("Gather", "mask", "axis", 1, "sample", "fifth")
        .node("Gather", "known", "axis", 1, "sample", "last").node("Mul", "q", "state", "quarter").node("Mul", "shown", "mask", "known")
        .constant("scale", new float[] {0.001f}).node("Cast", "f", "to", OnnxModel.FLOAT, "timestep").node("Mul", "t", "f", "scale")
        .node("Sum", "out_sample", "q", "shown", "t");
    Value mask = Value.of(Shape.of(1, 1, 2, 2), 1f, 0, 0, 1), known = Value.of(Shape.of(SAMPLES, 4, 2, 2), Fixture.normals(2, SAMPLES * 16));
    double[] m = mask.toDoubles(), k = known.toDoubles();
    assertSamples(model, Map.of("role.concat", "state,mask:1,masked_image:4"), latent, TimeLabel.unit(1000, TimeLabel.From.DATA),
        Conditions.NONE.with("mask", mask).with("masked_image", known),
        (x, i, t, s) -> base(x, i, Math.rint(t) * 0.001f) + m[i % 4] * k[16 * s + i]);
  }

  /** Their mean, each with a condition of its own; both stand behind the score function. */
  @Test
  void twoNetworks() {
    var first = pairs().input("mask", OnnxModel.BOOL, "batch", 2).constant("two", new float[] {2}).node("Mul", "twice", "base", "two")
        .node("Where", "out_sample", "mask", "base", "twice");
    var second = pairs().input("y", OnnxModel.INT32, "batch").constant("table", TABLE, 3, 2).node("Gather", "offset", "table", "y")
        .node("Sub", "out_sample", "offset", "base");
    Value mask = Value.of(Shape.of(1, 2), true, false);
    try (OnnxNetwork a = open(first); OnnxNetwork b = open(second)) {
      ScoreFunction both = new Mean(ScoreFunction.of(a, Prediction.DATA, TimeLabel.UNIT, Small.STRAIGHT),
          ScoreFunction.of(b, Prediction.DATA, TimeLabel.UNIT, Small.STRAIGHT));
      assertSamples(both, PAIR, TimeLabel.UNIT, Conditions.classes(1, 0, 2).with("mask", mask), (x, i, t, s) -> {
        int c = new int[] {1, 0, 2}[s];
        return 0.5 * ((i == 0 ? 1 : 2) * base(x, i, t) + TABLE[2 * c + i] - base(x, i, t));
      });
    }
  }

  private record Mean(ScoreFunction first, ScoreFunction second) implements ScoreFunction {
    @Override
    public NoiseSchedule schedule() {
      return first.schedule();
    }

    @Override
    public Evaluation evaluate(Expr x, Point at, Workspace w) {
      Expr a = first.evaluate(x, at, w).data(), b = second.evaluate(x, at, w).data();
      return Evaluation.ofData(at, x, a.plus(b).times(0.5));
    }

    @Override
    public List<ScoreNetwork> networks() {
      return List.of(first.networks().getFirst(), second.networks().getFirst());
    }
  }

  /** What looks like a time and is none, is a condition by its name; ids whose 4 is no batch are given whole. */
  @Test
  void numbersThatAreNoTimeAndIdsThatAreNoBatch() {
    var model = pairs("batch", OnnxModel.FLOAT).input("guidance_scale", OnnxModel.FLOAT, "batch").input("noise_level", OnnxModel.FLOAT, "batch")
        .input("img_ids", OnnxModel.FLOAT, 4, 2).constant("axes", new long[] {0}).node("Reshape", "t", "noise_level", "column")
        .node("Reshape", "g", "guidance_scale", "column").node("ReduceSum", "ids", "keepdims", 1, "img_ids", "axes")
        .node("Mul", "q", "sample", "quarter").node("Mul", "scaled", "g", "ids").node("Sum", "out_sample", "q", "t", "scaled");
    assertSamples(model, Map.of("input.guidance_scale", "3.5"), PAIR, TimeLabel.UNIT,
        Conditions.NONE.with("img_ids", Value.of(Shape.of(4, 2), 1f, 0, 0, 0.5f, 0, 0, 0.25f, 1)),
        (x, i, t, s) -> base(x, i, t) + 3.5 * (i == 0 ? 1.25 : 1.5));
  }

  /** A flow map is told where the step ends, too; a shortcut model's step size is a condition. */
  @Test
  void twoTimes() {
    var model = pairs("batch", OnnxModel.FLOAT).input("r", OnnxModel.FLOAT, "batch").input("t", OnnxModel.FLOAT, "batch")
        .node("Reshape", "to", "r", "column").node("Reshape", "at", "t", "column").node("Mul", "q", "sample", "quarter")
        .node("Sub", "way", "at", "to").node("Add", "out_sample", "q", "way");
    double way = 0.98 / STEPS;
    assertSamples(model, Conditions.NONE, (x, i, t, s) -> 0.25 * x[i] + way);
  }

  @Test
  void noTimeAtAll() {
    var model = new OnnxModel().input("x", OnnxModel.FLOAT, "batch", 2).output("x0", OnnxModel.FLOAT, "batch", 2)
        .constant("quarter", new float[] {0.25f}).node("Mul", "x0", "x", "quarter");
    assertSamples(model, Conditions.NONE, (x, i, t, s) -> 0.25 * x[i]);
  }

  /** One open network, samples of several sizes. */
  @Test
  void openSizes() {
    var model = new OnnxModel().input("sample", OnnxModel.FLOAT, "batch", 1, "h", "w").input("timestep", OnnxModel.FLOAT)
        .output("out_sample", OnnxModel.FLOAT, "batch", 1, "h", "w").constant("quarter", new float[] {0.25f})
        .node("Mul", "q", "sample", "quarter").node("Add", "out_sample", "q", "timestep");
    try (OnnxNetwork network = open(model)) {
      ScoreFunction score = ScoreFunction.of(network, Prediction.DATA, TimeLabel.UNIT, Small.STRAIGHT);
      for (Shape shape : List.of(Shape.of(1, 2, 3), Shape.of(1, 5, 1), Shape.of(1, 2, 3)))
        assertSamples(score, shape, TimeLabel.UNIT, Conditions.NONE, (x, i, t, s) -> base(x, i, t));
    }
  }

  /** Tokens are whole numbers, of whatever length; what is named as the estimate is it, whatever the other outputs look like. */
  @Test
  void tokensAndSeveralOutputs() {
    var model = pairs().input("input_ids", OnnxModel.INT64, "batch", "tokens").output("certainty", OnnxModel.FLOAT, "batch", 2)
        .constant("table", new float[] {0, 0.5f, -0.25f, 1}, 4).constant("axes", new long[] {1}).node("Gather", "words", "table", "input_ids")
        .node("ReduceSum", "offset", "keepdims", 1, "words", "axes").node("Add", "out_sample", "base", "offset").node("Exp", "certainty", "base");
    assertSamples(model, Map.of("role.raw", "out_sample"), PAIR, TimeLabel.UNIT,
        Conditions.NONE.with("input_ids", Value.of(Shape.of(SAMPLES, 3), 1L, 1, 3, 0, 0, 2, 3, 3, 3)),
        (x, i, t, s) -> base(x, i, t) + new double[] {2, -0.25, 3}[s]);
  }
}
