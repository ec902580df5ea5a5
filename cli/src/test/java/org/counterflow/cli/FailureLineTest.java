package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.InvalidPathException;
import org.counterflow.api.network.NetworkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The one line that an exception becomes. */
class FailureLineTest {
  private static final String FAULT = ". Remedy: this is a fault of Counterflow; report it with --stacktrace";

  /** They tell neither of what nor what to do. */
  @ParameterizedTest
  @ValueSource(strings = {"/ by zero", "integer overflow", "long overflow"})
  void whatTheJvmSaysOfNumbersIsAFault(String message) {
    assertEquals(new Failure(1, "ArithmeticException: " + message + FAULT), Failure.of(new ArithmeticException(message)));
    assertEquals(new Failure(1, "NumberFormatException: For input string: \"a\"" + FAULT),
        Failure.of(new NumberFormatException("For input string: \"a\"")));
  }

  @Test
  void whatAModuleSaysOfNumbersIsItsMessage() {
    assertEquals(new Failure(1, "sample 3 is not finite"), Failure.of(new ArithmeticException("sample 3 is not finite")));
  }

  @Test
  void aPathThatIsNone() {
    assertEquals(new Failure(2, "\"a\\u0000b\" is no path: Nul character not allowed"),
        Failure.of(new InvalidPathException("a\0b", "Nul character not allowed")));
  }

  @Test
  void linesOfAMessageBecomeOneAndALongOneKeepsItsRemedy() {
    assertEquals("one two", Failure.of(new NetworkException("one \r\n\t two\n")).line());
    String line = Failure.of(new NetworkException("\u001b[31m" + "x\n".repeat(700_000) + ". Remedy: correct it")).line();
    assertTrue(line.startsWith("\\u001b[31mx x x") && line.endsWith(". Remedy: correct it") && line.length() < 4000, line);
  }
}
