/**
 * The command line: {@code counterflow sample} draws samples, other verbs list what is installed.
 *
 * <p>Backends and network runtimes are not required; they are found as services when {@code sample} or {@code backends} needs them. Nothing
 * is exported: programs draw samples with {@code org.counterflow.api}, and the launcher of a module needs no export.
 */
module org.counterflow.cli {
  requires org.counterflow.api;
  requires org.counterflow.solvers;
  requires org.counterflow.formats;
  requires static org.counterflow.diagnostics; // the launcher adds it for the verbs that need it
  requires info.picocli;
  requires jdk.unsupported; // sun.misc.Signal
  requires static java.logging; // where a network runtime brings it, its warnings are shown as ours
  requires static org.jspecify;
}
