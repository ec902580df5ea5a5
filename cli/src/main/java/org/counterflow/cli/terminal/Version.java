package org.counterflow.cli.terminal;

import java.lang.module.ModuleDescriptor;

/** Which Counterflow this is. */
public final class Version {
  private Version() {}

  /** The version that the build gave the module or the jar; {@code development} if it gave none. */
  public static String text() {
    ModuleDescriptor d = Version.class.getModule().getDescriptor();
    if (d != null && d.rawVersion().isPresent()) return d.rawVersion().get();
    String v = Version.class.getPackage().getImplementationVersion();
    return v == null ? "development" : v;
  }
}
