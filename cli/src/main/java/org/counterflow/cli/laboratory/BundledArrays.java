package org.counterflow.cli.laboratory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Function;
import org.counterflow.formats.arrays.NpyFile;

/** Arrays that come with the command line; they are read from files, so that each is one for a moment. */
final class BundledArrays {
  private BundledArrays() {}

  static long[] longs(String name, int count) {
    return read(name, count, f -> f.longs(0, f.rows()));
  }

  static double[] doubles(String name, int count) {
    return read(name, count, f -> f.doubles(0, f.rows()));
  }

  private static <T> T read(String name, int count, Function<NpyFile, T> read) {
    try (InputStream in = BundledArrays.class.getResourceAsStream("/org/counterflow/cli/models/" + name)) {
      if (in == null) throw new IllegalStateException(name + " is missing from this installation. Remedy: install Counterflow again");
      Path file = Files.createTempFile("counterflow", ".npy");
      try {
        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        try (var f = NpyFile.open(file)) {
          if (f.elements() != count) throw new IllegalStateException(name + " has " + f.elements() + " values. Remedy: install Counterflow again");
          return read.apply(f);
        }
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
