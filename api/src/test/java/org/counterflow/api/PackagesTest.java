package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The packages are a ladder: each knows those below it and none above. */
class PackagesTest {
  private static final String ROOT = "org.counterflow.api";

  /** From the lowest rung up. */
  private static final List<String> LADDER =
      List.of("internal.text", "internal.files", "internal.plugin", "part", "internal.arithmetic", "internal.memory", "tensor", "value", "backend", "network",
          "process", "score", "solver", "catalogue", "internal.plain", "internal.driver", "");

  private static final JavaClasses CLASSES = classes();

  private static JavaClasses classes() {
    try {
      return new ClassFileImporter().importPath(Path.of(Sampler.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static String rung(JavaClass c) {
    String p = c.getPackageName();
    return p.equals(ROOT) ? "" : p.startsWith(ROOT + ".") ? p.substring(ROOT.length() + 1) : "java";
  }

  @Test
  void everyPackageHasARung() {
    Set<String> found = new TreeSet<>();
    for (JavaClass c : CLASSES) if (!c.getSimpleName().equals("module-info")) found.add(rung(c));
    assertEquals(new TreeSet<>(LADDER), found);
  }

  @Test
  void nobodyKnowsAPackageAbove() {
    var wrong = new ArrayList<String>();
    for (JavaClass c : CLASSES) {
      for (Dependency d : c.getDirectDependenciesFromSelf()) {
        int to = LADDER.indexOf(rung(d.getTargetClass()));
        if (to > LADDER.indexOf(rung(c)) && !c.getSimpleName().equals("module-info")) wrong.add(d.getDescription());
      }
    }
    assertTrue(wrong.isEmpty(), String.join("\n", wrong));
  }

  @Test
  void thereIsNoCycle() {
    SlicesRuleDefinition.slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void exportedSignaturesSpeakOfExportedTypesOnly() {
    var wrong = new ArrayList<String>();
    int seen = 0;
    for (JavaClass c : CLASSES) {
      if (rung(c).startsWith("internal") || !isVisible(c)) continue;
      var types = new ArrayList<JavaType>(c.getInterfaces());
      c.getSuperclass().ifPresent(types::add);
      for (JavaCodeUnit m : c.getCodeUnits()) {
        if (!isVisible(m.getModifiers())) continue;
        types.add(m.getReturnType());
        types.addAll(m.getParameterTypes());
        types.addAll(m.getExceptionTypes());
      }
      for (JavaField f : c.getFields()) if (isVisible(f.getModifiers())) types.add(f.getType());
      for (JavaType t : types) {
        for (JavaClass used : t.getAllInvolvedRawTypes()) {
          seen++;
          boolean ours = !rung(used).equals("java");
          if (rung(used).startsWith("internal") || ours && !isVisible(used)) wrong.add(c.getName() + " mentions " + used.getName());
        }
      }
    }
    assertTrue(seen > 500, "only " + seen + " types seen");
    assertTrue(wrong.isEmpty(), String.join("\n", wrong));
  }

  private static boolean isVisible(JavaClass c) {
    return isVisible(c.getModifiers()) && c.getEnclosingClass().map(PackagesTest::isVisible).orElse(true);
  }

  private static boolean isVisible(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  @Test
  void theApiDependsOnTheJdkAlone() {
    Set<String> others = new TreeSet<>();
    for (JavaClass c : CLASSES)
      for (Dependency d : c.getDirectDependenciesFromSelf()) {
        String p = d.getTargetClass().getBaseComponentType().getPackageName();
        if (!p.startsWith("java.") && !p.startsWith(ROOT) && !p.isEmpty()) others.add(p);
      }
    others.remove("org.jspecify.annotations");
    assertTrue(others.isEmpty(), others.toString());
  }
}
