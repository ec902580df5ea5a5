package org.counterflow.formats.internal.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.arrays.Npy;
import org.counterflow.formats.arrays.NpyType;
import org.counterflow.formats.arrays.NpyWriter;
import org.counterflow.formats.internal.png.PngCodec;
import org.counterflow.formats.internal.png.Raster;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  private List<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theNameAppearsAtCommit() throws Exception {
    Path file = folder.resolve("a.txt");
    try (var f = AtomicFile.at(file)) {
      f.stream().write("new".getBytes());
      assertTrue(Files.notExists(file));
      assertEquals(1, names().size(), "the temporary file lies in the same folder");
      f.commit();
      assertEquals(List.of("a.txt"), names());
      assertThrows(IllegalStateException.class, f::commit);
      assertThrows(IllegalStateException.class, f::stream);
    }
    assertEquals("new", Files.readString(file));
  }

  @Test
  void aFailureMidwayLeavesNothingAndKeepsTheOldFile() throws Exception {
    Path file = folder.resolve("a.txt");
    for (String old : new String[] {null, "old"}) {
      if (old != null) Files.writeString(file, old);
      assertThrows(FormatException.class, () -> AtomicFile.write(file, out -> {
        out.write(new byte[100_000]);
        throw new IOException("No space left on device");
      }));
      assertThrows(ArithmeticException.class, () -> AtomicFile.write(file, out -> {
        out.write(new byte[100_000]);
        throw new ArithmeticException();
      }));
      assertEquals(old == null ? List.of() : List.of("a.txt"), names());
      if (old != null) assertEquals(old, Files.readString(file));
    }
  }

  @Test
  void anAbandonedFileIsDeletedWhenClosed() throws Exception {
    try (var f = AtomicFile.at(folder.resolve("a"))) {
      f.stream().write(1);
    }
    assertEquals(List.of(), names());
  }

  @Test
  void anArrayOrPictureThatFailsMidwayKeepsTheOldOne() throws Exception {
    Path npy = folder.resolve("a.npy"), png = folder.resolve("a.png");
    Npy.write(new double[] {1, 2}, npy, 2);
    PngCodec.write(Raster.of(1, 1, 1, new byte[1]), png, Map.of());
    byte[] picture = Files.readAllBytes(png);
    try (var w = NpyWriter.open(npy, NpyType.FLOAT64, 1_000_000)) {
      w.write(new double[500_000]);
      assertThrows(IllegalStateException.class, w::commit);
    }
    assertThrows(IllegalArgumentException.class, () -> PngCodec.write(Raster.of(1, 1, 1, new byte[1]), png, Map.of("key", "half \ud800")));
    assertEquals(List.of("a.npy", "a.png"), names());
    assertEquals(2, Npy.read(npy).rows());
    assertEquals(picture.length, Files.size(png));
  }

  @Test
  void twoWritersOfOneNameDoNotMix() throws Exception {
    Path file = folder.resolve("a");
    try (var one = AtomicFile.at(file); var two = AtomicFile.at(file)) {
      one.stream().write("one".getBytes());
      two.stream().write("two".getBytes());
      one.commit();
      assertEquals("one", Files.readString(file));
      two.commit();
    }
    assertEquals("two", Files.readString(file));
    assertEquals(List.of("a"), names());
  }

  @Test
  void aLinkKeepsPointingAtTheFile() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "old"), link = folder.resolve("link");
    try {
      Files.createSymbolicLink(link, file);
    } catch (IOException | UnsupportedOperationException e) {
      Assumptions.abort("no symbolic links here");
    }
    AtomicFile.write(link, "new");
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("new", Files.readString(file));
  }

  @Test
  void aLinkToNothingIsFollowedToo() throws Exception {
    Path link = folder.resolve("link"), other = folder.resolve("other");
    try {
      Files.createSymbolicLink(link, Path.of("other"));
      Files.createSymbolicLink(other, Path.of("file"));
      Files.createSymbolicLink(folder.resolve("circle"), Path.of("circle"));
    } catch (IOException | UnsupportedOperationException e) {
      Assumptions.abort("no symbolic links here");
    }
    AtomicFile.write(link, "new");
    assertTrue(Files.isSymbolicLink(link) && Files.isSymbolicLink(other));
    assertEquals("new", Files.readString(folder.resolve("file")));
    String message = assertThrows(FormatException.class, () -> AtomicFile.at(folder.resolve("circle"))).getMessage();
    assertTrue(message.contains("circle"), message);
  }

  private static Path permitted(Path file, String permissions) throws IOException {
    try {
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    } catch (UnsupportedOperationException e) {
      return Assumptions.abort("no permissions of this kind here");
    }
  }

  @Test
  void aFileThatIsReplacedHandsItsPermissionsOn() throws Exception {
    for (String permissions : new String[] {"rw-rw-r--", "rw-------", "rwxrwxrwx", "-w-------"}) {
      Path file = permitted(Files.writeString(folder.resolve("a"), "old"), permissions);
      try (var f = AtomicFile.at(file)) {
        f.stream().write("new".getBytes());
        Path temporary = folder.resolve(names().getFirst());
        assertEquals(permissions, PosixFilePermissions.toString(Files.getPosixFilePermissions(temporary)), "from the beginning");
        f.commit();
      }
      assertEquals(permissions, PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      Files.delete(file);
    }
  }

  @Test
  void aWriteProtectedFileIsNotReplaced() throws Exception {
    Path file = permitted(Files.writeString(folder.resolve("a"), "old"), "r--r--r--"), link = folder.resolve("link");
    Files.createSymbolicLink(link, file);
    for (Path p : new Path[] {file, link}) {
      String message = assertThrows(FormatException.class, () -> AtomicFile.write(p, "new")).getMessage();
      assertEquals(p + ": is write-protected. Remedy: permit writing to it, or choose another", message);
    }
    assertEquals(List.of("a", "link"), names());
    assertEquals("old", Files.readString(file));
  }

  @Test
  void twoFilesAppearTogether() throws Exception {
    Path a = Files.writeString(folder.resolve("a"), "old a"), b = Files.writeString(folder.resolve("b"), "old b");
    try (var one = AtomicFile.at(a); var two = AtomicFile.at(b)) {
      one.stream().write("new a".getBytes());
      two.stream().write("new b".getBytes());
      Thread.currentThread().interrupt();
      AtomicFile.commit(one, two);
      assertTrue(Thread.interrupted(), "the interrupt is another's");
    }
    assertEquals("new a", Files.readString(a));
    assertEquals("new b", Files.readString(b));
    assertEquals(List.of("a", "b"), names());
  }

  @Test
  void neitherOfTwoFilesAppearsWhereOneCannotBeWritten() throws Exception {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full), "there is no /dev/full here");
    Path a = Files.writeString(folder.resolve("a"), "old a");
    for (boolean first : new boolean[] {true, false}) {
      var file = AtomicFile.at(a);
      var none = AtomicFile.at(full);
      file.stream().write("new a".getBytes());
      none.stream().write("lost".getBytes());
      String message = assertThrows(FormatException.class, () -> AtomicFile.commit(first ? none : file, first ? file : none)).getMessage();
      assertTrue(message.startsWith("/dev/full: cannot be written"), message);
      assertEquals("old a", Files.readString(a));
      assertEquals(List.of("a"), names());
    }
  }

  @Test
  void theSecondOfTwoFilesIsRenamedAfterTheFirst() throws Exception {
    Path a = Files.writeString(folder.resolve("a"), "old a"), b = folder.resolve("b");
    var one = AtomicFile.at(a);
    var two = AtomicFile.at(b);
    one.stream().write("new a".getBytes());
    Files.createDirectories(b.resolve("in the way"));
    assertThrows(FormatException.class, () -> AtomicFile.commit(one, two));
    assertEquals("new a", Files.readString(a));
    assertEquals(List.of("a", "b"), names());
  }

  @Test
  void aDeviceIsWrittenInPlace() throws Exception {
    Path device = Path.of("/dev/null");
    Assumptions.assumeTrue(Files.exists(device), "there is no /dev/null here");
    AtomicFile.write(device, "x");
    assertTrue(Files.exists(device) && !Files.isRegularFile(device));
  }

  @Test
  void aFolderOrAMissingFolderIsNamed() {
    assertTrue(assertThrows(FormatException.class, () -> AtomicFile.at(folder)).getMessage().contains("is a folder"));
    Path lost = folder.resolve("no/a.png");
    String message = assertThrows(FormatException.class, () -> AtomicFile.at(lost)).getMessage();
    assertEquals(lost + ": there is no folder " + lost.getParent() + ". Remedy: make it, or correct the path", message);
  }

  @Test
  void longNamesHaveATemporaryNameToo() throws Exception {
    String name = "n".repeat(250);
    AtomicFile.write(folder.resolve(name), "x");
    assertEquals(List.of(name), names());
  }

  @Test
  @Timeout(60)
  void aProgramThatIsToldToEndLeavesNothing() throws Exception {
    Path file = Files.writeString(folder.resolve("a"), "old");
    Process p = new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"), "-cp",
        Path.of(AtomicFile.class.getProtectionDomain().getCodeSource().getLocation().toURI()) + System.getProperty("path.separator")
            + Path.of(AtomicFileTest.class.getResource("AtomicFileTest.class").toURI()).resolve("../../../../../..").normalize(),
        Endless.class.getName(), file.toString()).redirectErrorStream(true).start();
    var begun = new CountDownLatch(1);
    Thread.ofVirtual().start(() -> {
      try {
        if (p.getInputStream().read() == '!') begun.countDown();
      } catch (IOException e) {
        // The wait below fails.
      }
    });
    try {
      assertTrue(begun.await(30, TimeUnit.SECONDS), "the other program runs");
      assertEquals(2, names().size());
      p.destroy();
      assertTrue(p.waitFor(30, TimeUnit.SECONDS));
    } finally {
      p.destroyForcibly();
    }
    assertEquals(List.of("a"), names());
    assertEquals("old", Files.readString(file));
  }

  /** Begins a file and never ends. */
  static final class Endless {
    public static void main(String[] args) throws Exception {
      try (var f = AtomicFile.at(Path.of(args[0]))) {
        f.stream().write(new byte[1 << 20]);
        System.out.print('!');
        System.out.flush();
        Thread.sleep(60_000);
      }
    }
  }
}
