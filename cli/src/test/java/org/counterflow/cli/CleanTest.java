package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run leaves its output and our cache, nothing else. */
class CleanTest {
  @TempDir
  Path folder;

  private Child child(Path home, Path temporary) throws IOException {
    for (Path p : List.of(home, temporary, folder.resolve("work"))) Files.createDirectories(p);
    return Child.in(folder.resolve("work")).with("XDG_CACHE_HOME", "").with("HOME", home.toString())
        .flag("-Djava.io.tmpdir=" + temporary, "-Duser.home=" + home);
  }

  @Test
  void emptyHomeGetsACacheAlone() throws IOException {
    Path home = folder.resolve("home"), temporary = folder.resolve("tmp");
    child(home, temporary).run("sample", "--count", "1", "--steps", "1").good();
    assertEquals(List.of("samples.png"), Child.files(folder.resolve("work")));
    assertEquals(List.of(), Child.files(temporary));
    for (String f : Child.files(home)) assertTrue(f.startsWith(".cache/counterflow/"), f);
    List<String> before = Child.files(home);
    assertTrue(before.stream().anyMatch(f -> f.endsWith("-fashion-mnist.onnx")), before::toString);
    child(home, temporary).run("sample", "--count", "1", "--steps", "1").good();
    assertEquals(before, Child.files(home));
  }

  @Test
  void withoutACacheNothingIsLeft() throws IOException {
    // A file where the cache would be: also the superuser cannot make a folder of it.
    Path home = folder.resolve("home"), temporary = folder.resolve("tmp");
    Child c = child(home, temporary);
    Child.write(home.resolve(".cache"), "");
    c.run("sample", "--count", "1", "--steps", "1").good();
    assertEquals(List.of("samples.png"), Child.files(folder.resolve("work")));
    assertEquals(List.of(), Child.files(temporary));
    assertEquals(List.of(".cache"), Child.files(home));
  }

  @Test
  void lightVerbsWriteNothing() throws IOException {
    Path home = folder.resolve("home"), temporary = folder.resolve("tmp");
    for (String verb : List.of("models", "backends")) child(home, temporary).run(verb).good();
    assertEquals(List.of(), Child.files(folder.resolve("work")));
    assertEquals(List.of(), Child.files(temporary));
    // An OpenCL driver may keep what is its own: PoCL writes to its cache when it is asked for devices.
    for (String f : Child.files(home))
      assertTrue(f.matches("\\.cache/(counterflow/(onnxruntime|jocl)|pocl/).*"), f);
  }
}
