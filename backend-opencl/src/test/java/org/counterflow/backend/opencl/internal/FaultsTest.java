package org.counterflow.backend.opencl.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.counterflow.backend.opencl.Child;
import org.counterflow.backend.opencl.Shim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a driver refuses becomes one error that names the call, the device and the remedy, and nothing stays open. */
class FaultsTest {
  @TempDir
  Path folder;

  @Test
  void aRefusedCallIsOneErrorAndLeavesNothingOpen() throws Exception {
    Child.Outcome child = Shim.compiled(folder).child().flags("--enable-native-access=ALL-UNNAMED", "-Djava.io.tmpdir=" + folder)
        .run(FaultsProgram.class);
    assertEquals(0, child.exit(), child.output());
    List<String[]> lines = child.output().lines().map(l -> l.split(" \\| ", 4)).toList();
    assertEquals(31, lines.size(), child.output());
    for (String[] l : lines) {
      String[] chosen = l[0].split(":");
      String all = String.join(" | ", l);
      assertEquals("0", l[2], () -> "left open by " + all);
      // A failed wait before memory is freed hides nothing: there is no command left to wait for.
      if (chosen[0].equals("clFinish")) continue;
      assertTrue(l[3].startsWith("BackendException: backend opencl") && !l[3].contains(" AND "), all);
      assertTrue(l[3].contains("(" + chosen[2] + ")") && l[3].contains(". Remedy: "), all);
      boolean build = chosen[0].equals("clBuildProgram");
      assertTrue(build || l[3].contains(chosen[0]), all);
      if (build) {
        Matcher log = Pattern.compile("is in (\\S+\\.log)").matcher(l[3]);
        assertTrue(log.find(), all);
        String text = Files.readString(Path.of(log.group(1)));
        assertTrue(text.contains("CL_BUILD_PROGRAM_FAILURE") && text.contains("KERNEL sum("), text);
      }
      boolean memory = List.of("-4", "-5", "-6", "-61").contains(chosen[2]);
      assertEquals(memory, l[3].contains("draw fewer samples"), all);
      assertEquals(List.of("-2", "-36").contains(chosen[2]), l[3].contains("the device was lost"), all);
    }
  }
}
