package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher, with something in the place of the JDK that says what it was given. */
@DisabledOnOs(value = {OS.WINDOWS, OS.MAC}, disabledReason = "no sh there, or no need of a locale")
class LauncherTest {
  @TempDir
  Path folder;
  private Launched launcher;

  @BeforeEach
  void install() throws IOException {
    assumeTrue(Files.exists(Launched.LAUNCHER), "these tests run outside the source tree");
    launcher = Launched.in(folder, "jürgen");
  }

  /** In the locale C a JVM finds no file with an umlaut in its path. */
  @ParameterizedTest
  @CsvSource({"'', '', '', C.UTF-8", "C, '', '', C.UTF-8", "POSIX, '', de_DE.UTF-8, C.UTF-8", "'', C, de_DE.UTF-8, C.UTF-8",
      "'', '', C, C.UTF-8", "'', '', de_DE.UTF-8, unset", "'', en_US.UTF-8, C, unset", "de_DE.ISO-8859-1, C, C, de_DE.ISO-8859-1"})
  void localeHasLettersBeyondAscii(String all, String type, String lang, String expected) throws Exception {
    assertEquals(expected, launcher.with(Map.of("COUNTERFLOW_NO_CACHE", "1", "LC_ALL", all, "LC_CTYPE", type, "LANG", lang))
        .run("--help"));
  }

  /** A JVM cannot be told of such a folder. */
  @Test
  void aPathWithAColonIsNamed() throws Exception {
    Launched other = Launched.in(folder.resolve("other"), "a:b");
    Process p = other.start("--help");
    String said = new String(p.getInputStream().readAllBytes());
    assertEquals(2, p.waitFor());
    assertTrue(said.contains("a:b has a colon") && said.contains("move it") && said.lines().count() == 1, said);
  }

  private Path trained() throws Exception {
    launcher.run("--help");
    launcher.run("--help");
    Path archive = launcher.archive();
    launcher.run("--help");
    assertTrue(launcher.given().contains("-XX:AOTCache=" + archive), launcher.given());
    return archive;
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes", "length", "no sum", "another sum"})
  void aDamagedArchiveIsNotUsedButMadeAgain(String damage) throws Exception {
    Path archive = trained(), sum = archive.resolveSibling(archive.getFileName() + ".sum");
    switch (damage) {
      case "bytes" -> Child.write(archive, "clasSes\n");
      case "length" -> Child.write(archive, "classes\n\n");
      case "no sum" -> Files.delete(sum);
      default -> Child.write(sum, "1 8\n");
    }
    launcher.run("--help");
    assertFalse(launcher.given().contains("-XX:AOTCache="), launcher.given());
    launcher.run("--help");
    launcher.archive();
    launcher.run("--help");
    assertTrue(launcher.given().contains("-XX:AOTCache=" + archive), launcher.given());
  }

  @Test
  void archivesAreTheUsersOwn() throws Exception {
    Path archive = trained();
    for (Path p = launcher.archives(); !p.equals(folder.resolve("cache")); p = p.getParent())
      assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(p)), p.toString());
    Files.setPosixFilePermissions(archive, PosixFilePermissions.fromString("rw-rw-rw-"));
    launcher.run("--help");
    assertFalse(launcher.given().contains("-XX:AOTCache="), "others can write it: " + launcher.given());
    launcher.run("--help");
    launcher.archive();
    Files.setPosixFilePermissions(launcher.archives(), PosixFilePermissions.fromString("rwxrwxrwx"));
    launcher.run("--help");
    assertFalse(launcher.given().contains("-XX:AOTCache="), "others can put one there: " + launcher.given());
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(launcher.archives())), "put right");
  }

  /** Who is gone, and whose number another process has now: this one. */
  private static String gone() {
    return ProcessHandle.current().pid() + " 1";
  }

  @Test
  void aTrainerThatWasKilledIsFollowedByAnother() throws Exception {
    launcher.run("--help");
    Path training = Files.createDirectory(launcher.archives().resolve("training"));
    Child.write(training.resolve("owner"), gone() + "\n");
    launcher.run("--help");
    launcher.archive();
  }

  @Test
  void aTrainerThatNeverSaidWhoItIsIsLeftAMinute() throws Exception {
    launcher.run("--help");
    Path training = Files.createDirectory(launcher.archives().resolve("training"));
    launcher.run("--help");
    assertTrue(Files.exists(training));
    Files.setLastModifiedTime(training, FileTime.from(Instant.now().minusSeconds(150)));
    launcher.run("--help");
    launcher.archive();
  }

  private Path lock() throws IOException {
    Files.delete(launcher.root.resolve("cli/target/lib/build-id"));
    return Files.createDirectories(launcher.root.resolve("target/launcher-build.lock"));
  }

  @Test
  void aBuildThatWasKilledIsFollowedByAnother() throws Exception {
    Child.write(lock().resolve("owner"), gone() + "\n");
    String said = launcher.run("--help");
    assertEquals(1, launcher.builds(), said);
    assertFalse(said.contains("waiting"), said);
    assertFalse(Files.exists(launcher.root.resolve("target/launcher-build.lock")), "the lock stays");
  }

  /** Of two that find the lock of a build that was killed one builds. */
  @Test
  void severalStartsBuildOnce() throws Exception {
    Child.write(lock().resolve("owner"), gone() + "\n");
    var all = new Process[8];
    for (int i = 0; i < all.length; i++) all[i] = launcher.start("--help");
    for (Process p : all) {
      String said = new String(p.getInputStream().readAllBytes());
      assertEquals(0, p.waitFor(), said);
    }
    assertEquals(1, launcher.builds());
  }

  @Test
  void aBuildAtWorkIsWaitedForByName() throws Exception {
    Process owner = new ProcessBuilder("sleep", "60").start();
    try {
      Path lock = lock().toRealPath(), stat = Path.of("/proc/" + owner.pid() + "/stat");
      assumeTrue(Files.exists(stat), "how a process is told from a later one of its number differs here");
      String[] fields = Files.readString(stat).replaceFirst("(?s).*\\) ", "").split(" ");
      Child.write(lock.resolve("owner"), owner.pid() + " " + fields[19] + "\n");
      Process p = launcher.start("--help");
      assertFalse(p.waitFor(2, TimeUnit.SECONDS), "it does not wait");
      assertEquals(0, launcher.builds());
      owner.destroy();
      String said = new String(p.getInputStream().readAllBytes());
      assertTrue(said.contains("waiting for another build (process " + owner.pid() + "; if there is none, delete "
          + lock + ")"), said);
      assertEquals(0, p.waitFor());
      assertEquals(1, launcher.builds());
    } finally {
      owner.destroy();
    }
  }
}
