package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher, with something in the place of the JDK that says what it was given. */
@DisabledOnOs(value = {OS.WINDOWS, OS.MAC}, disabledReason = "no sh there, or no need of a locale")
class LauncherTest {
  private static final Path LAUNCHER = Path.of("..", "counterflow");

  @TempDir
  Path folder;

  @BeforeEach
  void install() throws IOException {
    assumeTrue(Files.exists(LAUNCHER), "these tests run outside the source tree");
    Path lib = Files.createDirectories(folder.resolve("jürgen/cli/target/lib")), bin = Files.createDirectories(folder.resolve("jdk/bin"));
    Files.copy(LAUNCHER, folder.resolve("jürgen/counterflow"));
    Child.write(lib.resolve("build-id"), "1");
    Child.write(folder.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
    for (String program : new String[] {"java", "javac"}) {
      Child.write(bin.resolve(program), "#!/bin/sh\necho \"${LC_ALL-unset}\"\n");
      bin.resolve(program).toFile().setExecutable(true);
    }
  }

  /** In the locale C a JVM finds no file with an umlaut in its path. */
  @ParameterizedTest
  @CsvSource({"'', '', '', C.UTF-8", "C, '', '', C.UTF-8", "POSIX, '', de_DE.UTF-8, C.UTF-8", "'', C, de_DE.UTF-8, C.UTF-8",
      "'', '', C, C.UTF-8", "'', '', de_DE.UTF-8, unset", "'', en_US.UTF-8, C, unset", "de_DE.ISO-8859-1, C, C, de_DE.ISO-8859-1"})
  void localeHasLettersBeyondAscii(String all, String type, String lang, String expected) throws Exception {
    var b = new ProcessBuilder("sh", folder.resolve("jürgen/counterflow").toString(), "--help").redirectErrorStream(true);
    b.environment().putAll(Map.of("COUNTERFLOW_JAVA_HOME", folder.resolve("jdk").toString(), "COUNTERFLOW_NO_CACHE", "1", "LC_ALL", all,
        "LC_CTYPE", type, "LANG", lang));
    b.environment().values().removeIf(String::isEmpty);
    Process p = b.start();
    assertEquals(expected, new String(p.getInputStream().readAllBytes()).strip());
  }
}
