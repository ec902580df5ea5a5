package org.counterflow.cli.terminal;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The standard output, which knows what went wrong with it: a {@link PrintStream} knows only that something did. */
public final class Output extends PrintStream {
  private final Sink sink;

  private Output(Sink sink) {
    super(new BufferedOutputStream(sink, 1 << 13), false, System.out.charset());
    this.sink = sink;
  }

  /** That of this process, in the encoding of {@link System#out}. */
  public static Output standard() {
    return new Output(new Sink(new FileOutputStream(FileDescriptor.out)));
  }

  /**
   * What went wrong with a stream, after writing what it still holds; null if all of it arrived, or if nobody wants it any more, as in
   * {@code | head}.
   */
  public static @Nullable String fault(PrintStream stream) {
    if (!stream.checkError()) return null;
    IOException e = stream instanceof Output o ? o.sink.fault : null;
    String what = e == null || e.getMessage() == null ? "unknown reason" : e.getMessage();
    return stream instanceof Output && (isPipe() || what.contains("pipe")) ? null : what;
  }

  /** What goes wrong with a pipe is that nobody reads it; how the system says so depends on its language. */
  private static boolean isPipe() {
    try {
      int type = (int) Files.getAttribute(Path.of("/dev/stdout"), "unix:mode") & 0170000;
      return type == 0010000 || type == 0140000;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }

  /** Remembers the first fault. */
  private static final class Sink extends FilterOutputStream {
    private @Nullable IOException fault;

    Sink(OutputStream to) {
      super(to);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      try {
        out.write(bytes, from, count);
      } catch (IOException e) {
        if (fault == null) fault = e;
        throw e;
      }
    }
  }
}
