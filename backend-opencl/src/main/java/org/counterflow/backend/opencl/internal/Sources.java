package org.counterflow.backend.opencl.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The text of programs in OpenCL C: files beside this class, one behind the other. */
final class Sources {
  private Sources() {}

  /** {@code real.cl} and the files named, without their ending. */
  static String of(String... names) {
    return Stream.concat(Stream.of("real"), Arrays.stream(names)).map(Sources::file).collect(Collectors.joining("\n"));
  }

  private static String file(String name) {
    try (InputStream in = Sources.class.getResourceAsStream(name + ".cl")) {
      if (in == null) throw new AssertionError(name);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
