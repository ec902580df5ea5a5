package org.counterflow.formats;

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
import org.junit.jupiter.api.Test;

/** The packages are a ladder: each knows those below it and none above. What is exported to everyone is listed here. */
class PackagesTest {
  private static final String ROOT = "org.counterflow.formats";

  /** From the lowest rung up; the root package, whose exception all know, is the lowest. */
  private static final List<String> LADDER =
      List.of("", "internal.files", "internal.json", "internal.mapping", "internal.png", "schedulers", "recipes", "arrays", "pictures",
          "internal.targets", "internal.schedules", "coefficients", "internal.solvers");

  private static String rung(JavaClass c) {
    String p = c.getPackageName();
    return p.equals(ROOT) ? "" : p.startsWith(ROOT + ".") ? p.substring(ROOT.length() + 1) : "elsewhere";
  }

  @Test
  void nobodyKnowsAPackageAbove() throws Exception {
    JavaClasses classes = new ClassFileImporter()
        .importPath(Path.of(FormatException.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
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

  @Test
  void whatIsInsideIsForTheCommandLineAndTheDiagnosticsAlone() {
    var toAll = new TreeSet<String>();
    FormatException.class.getModule().getDescriptor().exports().forEach(e -> {
      if (!e.isQualified()) toAll.add(e.source());
      else assertTrue(Set.of("org.counterflow.cli", "org.counterflow.diagnostics").containsAll(e.targets()), e.toString());
    });
    assertEquals(Set.of(ROOT, ROOT + ".arrays", ROOT + ".coefficients", ROOT + ".pictures", ROOT + ".recipes", ROOT + ".schedulers"), toAll);
  }
}
