package org.counterflow.backend.opencl.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.counterflow.api.backend.Term;
import org.counterflow.api.backend.Terms;
import org.counterflow.api.tensor.Precision;
import org.counterflow.backend.opencl.NeedsDevice;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiled kernels on disk: found again by what they are made of, never trusted further than their hash, and never too many. */
class BinariesTest {
  @TempDir
  Path folder;

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }

  @Test
  void whatWasWrittenIsRead() {
    var kept = new Binaries(folder, 100, "device");
    byte[] program = {1, 2, 3};
    String key = kept.key("text", "options");
    assertNull(kept.read(key));
    kept.write(key, program);
    assertArrayEquals(program, kept.read(key));
    assertArrayEquals(program, new Binaries(folder, 100, "device").read(key));
    kept.delete(key);
    assertNull(kept.read(key));
  }

  @Test
  void anotherDeviceTextOrOptionIsAnotherProgram() {
    var kept = new Binaries(folder, 100, "device");
    String key = kept.key("text", "options");
    assertEquals(key, kept.key("text", "options"));
    assertNotEquals(key, kept.key("text ", "options"));
    assertNotEquals(key, kept.key("text", "option"));
    assertNotEquals(key, new Binaries(folder, 100, "other device").key("text", "options"));
  }

  @Test
  void aDamagedOneIsNotRead() throws IOException {
    var kept = new Binaries(folder, 1000, "device");
    for (int bytes : new int[] {0, 1, 31, 32, 33, 40}) {
      kept.write("key", new byte[20]);
      Path file = files(folder).getFirst();
      byte[] all = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(all, bytes));
      assertNull(kept.read("key"), bytes + " bytes of " + all.length);
      all[all.length - 1] ^= 1;
      Files.write(file, all);
      assertNull(kept.read("key"), "a flipped bit");
    }
  }

  @Test
  void thoseThatWereNotUsedForLongestGo() throws IOException {
    // Each is 52 bytes with its hash.
    var kept = new Binaries(folder, 200, "device");
    for (String key : List.of("a", "b", "c")) {
      kept.write(key, new byte[20]);
      Files.setLastModifiedTime(folder.resolve(key + ".bin"), FileTime.fromMillis(key.charAt(0)));
    }
    assertArrayEquals(new byte[20], kept.read("a"));
    kept.write("d", new byte[20]);
    assertEquals(List.of("a.bin", "c.bin", "d.bin"), files(folder).stream().map(f -> f.getFileName().toString()).toList());
    kept.write("large", new byte[500]);
    assertNull(kept.read("large"));
  }

  @Test
  void withoutAFolderNothingIsKept() {
    var none = new Binaries(null, 100, "device");
    none.write("key", new byte[1]);
    assertNull(none.read("key"));
  }

  /** With a driver. */
  @Nested
  @NeedsDevice
  class OfADriver {
    private int compiled() {
      try (var b = new OpenClBackend(Devices.named(""), Precision.F32, 1000); var x = b.allocate(2, 3)) {
        b.combine(x, new Terms(List.of(new Term.OfOnes(new double[] {1, 2})), new long[0]));
        assertArrayEquals(new double[] {1, 2}, b.mean(x));
        return b.engine().programs().built();
      }
    }

    @Test
    void aSecondRunCompilesNothing() throws IOException {
      String before = System.getProperty(Natives.CACHE);
      System.setProperty(Natives.CACHE, folder.toString());
      try {
        assertEquals(2, compiled());
        assertEquals(0, compiled());
        Path damaged = files(folder.resolve("opencl-kernels")).getFirst();
        Files.write(damaged, new byte[100]);
        assertEquals(1, compiled());
      } finally {
        if (before == null) System.clearProperty(Natives.CACHE);
        else System.setProperty(Natives.CACHE, before);
      }
    }
  }
}
