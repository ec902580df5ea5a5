package org.counterflow.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.counterflow.diagnostics.plan.Plan;
import org.junit.jupiter.api.Test;

/** The packages are a ladder: each knows those below it and none above. */
class PackagesTest {
  private static final String ROOT = "org.counterflow.diagnostics";

  /** From the lowest rung up. */
  private static final List<String> LADDER = List.of("recorded", "internal.libraries", "internal.work", "replay", "plan", "accuracy", "findings", "plots", "report",
      "distance", "convergence", "samples", "regularity", "likelihood", "learning", "topic", "lab.theory",
      "lab.learned", "lab.network", "lab.fewsteps", "lab");

  private static String rung(JavaClass c) {
    String p = c.getPackageName();
    return p.startsWith(ROOT + ".") ? p.substring(ROOT.length() + 1) : "elsewhere";
  }

  @Test
  void nobodyKnowsAPackageAbove() throws Exception {
    JavaClasses classes = new ClassFileImporter().importPath(Path.of(Plan.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    Set<String> found = new TreeSet<>();
    var wrong = new ArrayList<String>();
    for (JavaClass c : classes) {
      if (c.getSimpleName().equals("module-info")) continue;
      found.add(rung(c));
      for (Dependency d : c.getDirectDependenciesFromSelf())
        if (LADDER.indexOf(rung(d.getTargetClass())) > LADDER.indexOf(rung(c))) wrong.add(d.getDescription());
    }
    assertEquals(new TreeSet<>(LADDER), found);
    assertTrue(wrong.isEmpty(), String.join("\n", wrong));
  }
}
