package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.counterflow.api.Recipe;
import org.counterflow.cli.model.BundledModel;
import org.counterflow.formats.Recipes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network whose file says nothing of itself: the bundled one without its metadata. */
class UndescribedTest {
  @TempDir
  Path folder;

  @BeforeEach
  void strip() throws IOException {
    var bare = new ByteArrayOutputStream();
    try (InputStream in = BundledModel.ALL.getFirst().content()) {
      byte[] all = in.readAllBytes();
      int at = 0;
      while (at < all.length) {
        int from = at, tag = all[at++];
        int[] end = {at};
        long n = varint(all, end);
        at = (tag & 7) == 0 ? end[0] : end[0] + (int) n;
        if (tag >> 3 != 14) bare.write(all, from, at - from);
      }
    }
    Files.write(folder.resolve("bare.onnx"), bare.toByteArray());
  }

  private static long varint(byte[] b, int[] at) {
    long v = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = b[at[0]++];
      v |= (long) (next & 127) << shift;
      if (next >= 0) return v;
    }
  }

  @Test
  void isDrawnWithWhatIsGiven() {
    Child.in(folder).run("sample", "--model", "bare.onnx", "--prediction", "epsilon", "--schedule", "linear", "--time", "step", "--class",
        "3", "--steps", "3",
        "--count", "2", "--out", "a.npy").good();
    Child.in(folder).run("sample", "--class", "3", "--steps", "3", "--count", "2", "--out", "b.npy").good();
    SameBits.all(folder.resolve("a.npy"), folder.resolve("b.npy"));
    Recipe r = Recipes.of(folder.resolve("a.npy"));
    assertAll(() -> assertEquals("epsilon", r.find("prediction")), () -> assertEquals("step", r.find("time")),
        () -> assertEquals("bare.onnx", r.find("model")));
    Child.in(folder).run("sample", "--again", "a.npy", "--out", "c.npy").good();
    SameBits.all(folder.resolve("a.npy"), folder.resolve("c.npy"));
    // The recipe's network is not this one, so nothing of it is taken over.
    Child.in(folder).run("sample", "--again", "a.npy", "--model", "fashion-mnist", "--out", "d.npy").good();
    SameBits.all(folder.resolve("a.npy"), folder.resolve("d.npy"));
  }

  @Test
  void withoutItTheOptionIsNamed() {
    Child.Ended e = Child.in(folder).run("sample", "--model", "bare.onnx", "--prediction", "epsilon");
    assertAll(() -> assertEquals(2, e.status()),
        () -> assertTrue(e.err().contains("does not say its schedule and time; give --schedule (linear, scaled-linear,"), e.err()),
        () -> assertTrue(e.err().contains("), --time (step, "), e.err()));
  }
}
