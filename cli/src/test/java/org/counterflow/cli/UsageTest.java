package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.counterflow.api.Sampler;
import org.counterflow.formats.arrays.Npy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a command is said in one line that names it, before any network is opened. */
class UsageTest {
  @TempDir
  Path folder;

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      smaple                                         | no verb "smaple"; nearest: sample. Verbs:       | sample, encode, solvers
      frobnicate                                     | no verb "frobnicate". Verbs: sample             | --help
      --frob                                         | --frob                                          | --help
      sample --frob                                  | unknown option --frob. See                      | sample --help
      sample --frob=3                                | unknown option --frob=3. See                    | sample --help
      sample --step=3                                | unknown option --step=3; nearest: --steps       | sample --help
      sample -- --count 2                            | option --count stands behind --, where none     | leave out the --
      sample --step 3                                | unknown option --step                           | nearest: --steps
      sample extra                                   | unexpected argument "extra"                     | sample --help
      sample --steps                                 | --steps                                         | sample --help
      solvers --steps 3                              | unknown option --steps                          | solvers --help
      sample --steps 0                               | steps must be at least 1, was 0                 | (steps counts updates; diffusers'
      sample --steps -4                              | steps must be at least 1, was -4                | updates
      sample --steps ten                             | steps must be a whole number, was "ten"         | updates
      sample --steps 1.5                             | steps must be a whole number, was "1.5"         | updates
      sample --steps 99999999999                     | steps must be at most 2147483647                | 99999999999
      sample --steps 3 --steps 4                     | --steps is given 2 times (3, 4)                 | give it once
      sample --solver dpmpp2m                        | no solver "dpmpp2m"; nearest: dpmpp-2m          | (org.counterflow.solvers)
      sample --solver ddim:etta=1                    | ddim has no parameter "etta"                    | eta
      sample --solver ddim:eta=2                     | eta must be in 0 to 1, was 2                    | ddim
      sample --solver ancestral                      | "ancestral"                                     | in brackets
      sample --grid karas                            | no grid "karas"; nearest: karras                | Installed
      sample --guidance cgf:weight=2                 | no guidance "cgf"; nearest: cfg                 | Installed
      sample --guidance -1                           | weight must be in 0 to 1000, was -1             | cfg
      sample --rule clipp                            | no rule "clipp"; nearest: clip                  | threshold
      sample --backend quantum                       | no backend "quantum"                            | java (arithmetic)
      sample --backend java+java                     | names two arithmetic backends                   | java+java
      sample --precision f16                         | --precision must be f32 or f64, was "f16"       | f32
      sample --threads 0                             | --threads must be auto or a whole number        | was "0"
      sample --threads many                          | --threads must be auto or a whole number        | was "many"
      sample --micro-batch 0                         | micro-batch must be at least 1, was 0           | micro-batch
      sample --range 1,-1                            | --range must be two numbers, the lower first    | was "1,-1"
      sample --input a=1 --input b=2 --input a=3     | --input a is given 2 times (1, 3)               | give it once
      sample --dim h=8 --dim h=9                     | --dim h is given 2 times (8, 9)                 | give it once
      sample --dim h                                 | --dim must be NAME=N, was "h"                   | --dim
      sample --target gaussian --dim h=8             | --dim h belongs to a network                    | leave it out
      sample --target gaussian --input a=8           | --input a belongs to a network                  | leave it out
      sample --backend jawa                          | no backend "jawa"; nearest: java                | Installed
      sample --input class_labels                    | --input must be NAME=VALUE                      | "class_labels"
      sample --count 0                               | --count must be at least 1, was 0               | --count
      sample --seeds 9-3                             | the range of seeds 9-3 ends before it starts    | 9-3
      sample --seeds 1,x                             | "1,x" is no list of seeds                       | such as 0-63,100
      sample --seeds x                               | "x" is no list of seeds: numbers and ranges     | such as 0-63,100
      sample --seeds 18446744073709551615            | the seed 18446744073709551615 is too large      | at most 9223372036854775807
      sample --seeds 1,1-3 --out dir/                | seed 1 is given more than once                  | give each seed once
      sample --model a.onnx --target two-moons       | --model a.onnx and --target two-moons exclude   | leave one out
      sample --count 3 --seeds 1                     | --count 3 and --seeds 1 exclude each other      | leave one out
      sample --class 1 --labels y.npy                | --class 1 and --labels y.npy exclude each other | leave one out
      sample --out -                                 | --out - asks for the standard output, which     | give a file in .png
      sample --out x.jpg                             | --out x.jpg                                     | .png or .npy, or a folder
      sample --target tow-moons                      | no target "tow-moons"; nearest: two-moons       | Installed
      sample --target two-moons --class 3            | --class belongs to a network                    | --model
      sample --target two-moons --labels 5 --count 3 | --labels belongs to a network                   | --model
      sample --target two-moons --backend onnx       | --backend onnx names a network runtime          | leave it out
      sample --target two-moons --guidance 3         | --guidance belongs to a network                 | --model
      sample --target two-moons --schedule vq        | no schedule "vq"; nearest: vp                   | Installed
      sample --model fashion-mist                    | no model "fashion-mist", nor a file             | nearest: fashion-mnist. Bundled
      sample --model quantum                         | no model "quantum", nor a file of that name. B  | undled: fashion-mnist
      """)
  void wrongUsageIsOneLineAndStatus2(String command, String what, String remedy) {
    CliOutput t = CliOutput.of(command.split(" +"));
    assertAll(() -> assertEquals(2, t.status()), () -> assertEquals("", t.out()),
        () -> assertTrue(t.line().startsWith("counterflow: "), t.err()),
        () -> assertTrue(t.line().contains(what), t.err()), () -> assertTrue(t.line().contains(remedy), t.err()));
  }

  @ParameterizedTest
  @CsvSource({"--out, --out is empty", "--model, --model is empty", "--seeds, --seeds is empty"})
  void emptyIsSaidOnce(String option, String what) {
    CliOutput t = CliOutput.of("sample", option, "");
    assertAll(() -> assertEquals(2, t.status()), () -> assertTrue(t.line().startsWith("counterflow: " + what), t.err()));
  }

  @Test
  void pointsOfThePlaneAreNoPicturesOfAFolder() {
    failsToTarget(2, folder.resolve("pictures") + "/", "no pictures");
    assertTrue(Files.notExists(folder.resolve("pictures")));
  }

  @Test
  void pointsInSpaceAreNotDrawn() {
    CliOutput t = CliOutput.of("sample", "--target", "gaussian:dimensions=3", "--out", folder.resolve("x.png").toString());
    assertAll(() -> assertEquals(2, t.status()), () -> assertTrue(t.line().contains(".npy"), t.err()));
  }

  @Test
  void outputThatCannotBeWrittenFailsBeforeTheWork() {
    failsToTarget(1, folder.resolve("nowhere").resolve("x.png").toString(), "there is no folder");
    failsToTarget(1, folder.resolve("nowhere").resolve("x.npy").toString(), "there is no folder");
    failsToTarget(1, folder.resolve("nowhere").resolve("pictures") + "/", "there is no folder");
    Child.write(folder.resolve("file"), "");
    failsToTarget(1, folder.resolve("file") + "/", "is a file, not a folder");
    assertEquals(java.util.List.of("file"), Child.files(folder));
  }

  private static void failsToTarget(int status, String out, String what) {
    // So many steps would take minutes.
    CliOutput t = CliOutput.of("sample", "--target", "two-moons", "--steps", "1000", "--count", "1000000", "--out", out);
    assertAll(() -> assertEquals(status, t.status()), () -> assertTrue(t.line().contains(what), t.err()));
  }

  @Test
  void inputFilesAreReadFirst() {
    Path none = folder.resolve("none0.npy"), two = folder.resolve("two.npy");
    Npy.write(new double[0], none, 0, 1, 28, 28);
    Npy.write(new double[2], two, 2);
    fails(2, "none0.npy is empty: --x-t takes [n, shape]", "--x-t", none.toString());
    Path five = folder.resolve("five.npy"), square = folder.resolve("square.npy"), half = folder.resolve("half.npy"),
        text = folder.resolve("text.npy");
    Npy.write(new long[5], five, 5);
    Npy.write(new long[4], square, 2, 2);
    Npy.write(new double[] {0.5}, half, 1);
    Child.write(text, "no array");
    fails(2, "has 5 labels for 3 samples: give one a sample, or --count 5", "--labels", five.toString(), "--count", "3");
    fails(2, "has 5 labels for 4 samples: give one a sample, or 5 seeds", "--labels", five.toString(), "--seeds", "1-4");
    // The rows of the other file are as many as they are.
    assertTrue(fails(2, "has 5 labels for 2 samples", "--labels", five.toString(), "--x-t", two.toString()).endsWith("give one a sample"));
    fails(2, "has shape [2, 2]: --labels takes [n]", "--labels", square.toString());
    fails(1, "0.5", "--labels", half.toString());
    fails(1, "is no .npy file", "--x-t", text.toString());
    fails(1, "there is no such file", "--x-t", folder.resolve("none.npy").toString());
    fails(2, "has 5 rows for 3 samples: give a row a sample, or 5 seeds", "--x-t", five.toString(), "--seeds", "0-2");
    fails(2, "has 5 rows for 3 samples: give a row a sample, or --count 5", "--x-t", five.toString(), "--count", "3");
    fails(1, "neither .png, .npy nor .json", "--again", "recipe.txt");
    fails(1, "there is no such file", "--again", folder.resolve("none.png").toString());
  }

  @Test
  void recipesThatCannotBeFollowedAreRefused() {
    Path recipe = folder.resolve("r.json");
    String form = "{\"format\":1,\"seeds\":\"0\",\"settings\":{%s}}";
    Child.write(recipe, String.format(form, "\"direction\":\"encode\""));
    fails(2, "from data to noise", "--again", recipe.toString());
    Child.write(recipe, String.format(form, "\"solver\":\"ddim\""));
    fails(2, "the recipe does not say model or target; give --model or --target", "--again", recipe.toString());
    Child.write(recipe, String.format(form, "\"model\":\"fashion-mnist\",\"noise\":\"dice-1\""));
    fails(2, "the recipe's noise is \"dice-1\"", "--again", recipe.toString());
    String rest = "\"solver\":\"ddim\",\"grid\":\"trailing\",\"steps\":\"2\",\"precision\":\"f32\",\"schedule\":\"linear\",\"noise\":\""
        + Sampler.NOISE + "\",";
    form = "{\"format\":1,\"seeds\":\"0\",\"settings\":{" + rest + "%s}}";
    Child.write(recipe, String.format(form, "\"target\":\"two-moons\",\"x-t\":\"00\""));
    fails(2, "--x-t FILE.npy", "--again", recipe.toString());
    Path eight = folder.resolve("eight.npy");
    Npy.write(new double[16], eight, 8, 2);
    Child.write(recipe, "{\"format\":1,\"seeds\":\"0-39\",\"settings\":{" + rest + "\"target\":\"two-moons\"}}");
    fails(2, "has 8 rows for 40 samples: give a row a sample, or --count 8", "--again", recipe.toString(), "--x-t", eight.toString());
    Child.write(recipe, String.format(form, "\"target\":\"two-moons\",\"shape\":\"3x8x8\""));
    fails(2, "the recipe's samples have shape 3x8x8, those of two-moons have 2", "--again", recipe.toString());
    Child.write(recipe, String.format(form, "\"shape\":\"3x8x8\""));
    fails(2, "those of mixture have 1: give", "--again", recipe.toString(), "--target", "mixture");
    Child.write(recipe, "{\"format\":2}");
    fails(1, "format 2", "--again", recipe.toString());
  }

  private String fails(int status, String what, String... args) {
    var all = new java.util.ArrayList<>(java.util.List.of("sample", "--out", folder.resolve("x.png").toString()));
    all.addAll(java.util.List.of(args));
    CliOutput t = CliOutput.of(all.toArray(String[]::new));
    assertAll(() -> assertEquals(status, t.status(), t.err()), () -> assertTrue(t.line().contains(what), t.err()));
    return t.line();
  }
}
