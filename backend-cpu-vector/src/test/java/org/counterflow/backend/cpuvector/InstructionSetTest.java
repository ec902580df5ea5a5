package org.counterflow.backend.cpuvector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.tensor.Precision;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same bits with fewer and with more instructions than this JVM uses by itself: 128, 256 and 512 bits, with and without fma. */
class InstructionSetTest {
  @ParameterizedTest
  @ValueSource(strings = {"-XX:UseAVX=0", "-XX:UseAVX=1", "-XX:UseAVX=2", "-XX:UseAVX=3"})
  void resultsAreThoseOfThePlainBackend(String level) throws Exception {
    Child.Outcome child = Child.run(Digest.class, List.of("--add-modules", "jdk.incubator.vector", level));
    for (String line : child.lines()) if (line.contains("Unrecognized VM option")) abort(line);
    assertEquals(0, child.exit(), () -> String.join("\n", child.lines()));

    var expected = new ArrayList<String>();
    for (var precision : List.of(Precision.F32, Precision.F64)) {
      try (Backend plain = Twins.plain(precision)) {
        expected.addAll(Digest.of(plain));
      }
    }
    List<String> actual = child.lines().stream().filter(line -> line.startsWith("F")).toList();
    assertEquals(String.join("\n", expected), String.join("\n", actual));
    for (String line : child.lines()) if (line.contains("is not supported on this CPU")) abort(line);
  }
}
