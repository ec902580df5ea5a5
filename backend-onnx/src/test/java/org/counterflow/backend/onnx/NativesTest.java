package org.counterflow.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.counterflow.api.internal.files.PrivateFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What of the runtime lies in folders. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "other permissions there")
class NativesTest {
  @TempDir
  Path folder;

  private static String permissions(Path p) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(p));
  }

  @Test
  void aFolderIsMadeForTheUserAlone() throws IOException {
    Path made = PrivateFolder.of(folder.resolve("cache/libraries"));
    assertEquals("rwx------", permissions(made));
    assertEquals("rwx------", permissions(folder.resolve("cache")));
    assertEquals(List.of(), list(made), "nothing is left behind");
  }

  @Test
  void oneThatWasOpenIsClosedAndWhatOthersCouldWriteIsNotTrusted() throws IOException {
    Path open = Files.createDirectory(folder.resolve("open"));
    Path good = Files.createFile(open.resolve("good.so")), bad = Files.createFile(open.resolve("bad.so"));
    Files.setPosixFilePermissions(good, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(bad, PosixFilePermissions.fromString("rw-rw-r--"));
    Files.createSymbolicLink(open.resolve("link.so"), good);
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertEquals("rwx------", permissions(PrivateFolder.of(open)));
    assertTrue(PrivateFolder.isOwn(open, good));
    assertFalse(PrivateFolder.isOwn(open, bad));
    assertFalse(PrivateFolder.isOwn(open, open.resolve("link.so")));
    assertFalse(PrivateFolder.isOwn(open, open.resolve("none.so")));
  }

  static boolean mayGiveAway() {
    return Files.isWritable(Path.of("/")) && Files.exists(Path.of("/proc"));
  }

  @Test
  @EnabledIf(value = "mayGiveAway", disabledReason = "only root gives files to others")
  void anotherUsersFolderIsRefused() throws IOException {
    Path theirs = Files.createDirectory(folder.resolve("theirs"));
    Files.setAttribute(theirs, "unix:uid", 65534);
    String said = String.valueOf(assertThrows(IOException.class, () -> PrivateFolder.of(theirs)).getMessage());
    assertTrue(said.contains("theirs belongs to "), said);
    Path own = Files.createDirectory(folder.resolve("own")), given = Files.createFile(own.resolve("given.so"));
    Files.setAttribute(given, "unix:uid", 65534);
    assertFalse(PrivateFolder.isOwn(PrivateFolder.of(own), given));
  }

  /** In a process of its own, while it lives: one that is killed does not delete anything at its end. */
  @Test
  void theRuntimeLeavesNoTemporaryFolderWhileItRuns() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    for (List<String> more : List.of(List.<String>of(), List.of("-Dcounterflow.cache=" + folder.resolve("cache")))) {
      var command = new ArrayList<>(List.of(java, "-cp", System.getProperty("java.class.path") + File.pathSeparator
          + System.getProperty("jdk.module.path", ""), "--enable-native-access=ALL-UNNAMED", "-Djava.io.tmpdir=" + temporary));
      command.addAll(more);
      command.add(Program.class.getName());
      Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
      try {
        var out = new BufferedReader(new InputStreamReader(p.getInputStream()));
        String said = out.readLine();
        while (said != null && !said.startsWith("Available")) said = out.readLine();
        assertTrue(said != null, "it ended early");
        assertEquals(List.of(), list(temporary).stream().filter(n -> n.contains("onnx")).toList());
      } finally {
        p.destroyForcibly().waitFor();
      }
    }
    assertEquals("rwx------", permissions(folder.resolve("cache")));
  }

  private static List<String> list(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  /** Loads the runtime, says so, and stays. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) throws InterruptedException {
      System.out.println(OnnxProvider.availability());
      Thread.sleep(60_000);
    }
  }
}
