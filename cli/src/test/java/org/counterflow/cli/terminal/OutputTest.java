package org.counterflow.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class OutputTest {
  @Test
  void streamOfAnotherProgramSaysOnlyThatItFailed() {
    var broken = new PrintStream(new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException("full");
      }
    });
    broken.print("text");
    assertEquals("unknown reason", Output.fault(broken));
    assertNull(Output.fault(new PrintStream(new ByteArrayOutputStream())));
  }
}
