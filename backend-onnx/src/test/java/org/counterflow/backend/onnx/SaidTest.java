package org.counterflow.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of the runtime's messages, which quote the file. */
class SaidTest {
  private static String line(String message) {
    return Said.line(new OrtException(OrtErrorCode.ORT_FAIL, message));
  }

  @Test
  void codesAndPlacesInTheSourceAreLeftOut() {
    assertEquals("Node (a) has no input", line("Load model from /tmp/x y.onnx failed:/src/core/graph.cc:1203 "
        + "static void onnxruntime::Graph::Load(const std::string&, (int)) const [with T = float] Node (a)  has\nno input.:;"));
    assertEquals("shapes differ", line("[ONNXRuntimeError] : 2 : INVALID_ARGUMENT : shapes differ..."));
  }

  /** The longest name that a node was given in the wild has some hundred letters; a file may give any. */
  @ParameterizedTest
  @ValueSource(strings = {"n", ".", " ", "(", "()", "a(", "x.cc:1 f(", "x.cc:1 f()", ":;", "Load model from ", "[ONNXRuntimeError] : 1 : A : "})
  void namesOfAnyLengthTakeNoLongerAndAreCut(String piece) {
    String name = piece.repeat(1_000_000 / piece.length());
    assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
      String said = line("/src/graph.cc:12 void f(int) Node (" + name + ") is of no use");
      assertTrue(said.length() <= 2010 && said.endsWith("is of no use"), said);
      assertTrue(line("x" + name).length() <= 2010);
    });
  }

  @Test
  void aSignatureOfAnyLengthIsNotASearchWithoutEnd() {
    assertTrue(line("/src/graph.cc:12 void f(" + "(a)".repeat(200) + "b").startsWith("/src/graph.cc"));
    assertEquals("bad", line("/src/graph.cc:12 void f(" + "(a), ".repeat(150) + "b) bad"));
  }

  @Test
  void aRunThatFailedHasTheRemedyOfItsFault() {
    String sizes = failed("Non-zero status code returned while running Concat node. Name:'c' Status Message: Non concat axis dimensions must match: "
        + "Axis 2 has mismatched dimensions of 4 and 3");
    assertTrue(sizes.contains("it does not take inputs of these sizes") && !sizes.contains("memory"), sizes);
    assertTrue(failed("Failed to allocate memory for requested buffer of size 8589934592").endsWith("fewer rows at a time take less memory"));
    assertTrue(failed("Non-zero status code returned while running If node.").endsWith("check the values given"));
  }

  private static String failed(String said) {
    return Said.failed("net.onnx", new OrtException(OrtException.OrtErrorCode.ORT_FAIL, said)).getMessage();
  }

  @Test
  void librariesWhereNoCodeMayRunAreToldFromThoseThatThereAreNone() {
    String noExec = Engine.explain(new UnsatisfiedLinkError("/t/libonnxruntime.so: failed to map segment from shared object")).remedy();
    assertTrue(noExec.contains("noexec") && noExec.contains("-Dcounterflow.cache") && noExec.contains("-Djava.io.tmpdir"), noExec);
    assertTrue(Engine.explain(new UnsatisfiedLinkError("libgomp.so.1: cannot open shared object file")).reason().startsWith("no library for"));
  }
}
