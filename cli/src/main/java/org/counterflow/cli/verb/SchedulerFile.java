package org.counterflow.cli.verb;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.counterflow.cli.terminal.Console;
import org.counterflow.formats.schedulers.SchedulerConfig;
import org.counterflow.formats.schedulers.SchedulerParts;

/** {@code --scheduler FILE}: the settings that a scheduler of diffusers stands for, where no option says them. */
final class SchedulerFile {
  private SchedulerFile() {}

  /**
   * Adds what the file says.
   *
   * @param settings what options say; they count more
   * @param target whether a target is drawn from, which has no network to be told of
   */
  static void fill(Path file, Map<String, String> settings, boolean target, Console console) {
    String asked = settings.getOrDefault("steps", "").strip();
    // What is no number is refused with the other options.
    int steps = asked.matches("[1-9]\\d{0,5}") ? Integer.parseInt(asked) : target ? 40 : 10;
    SchedulerConfig config = SchedulerConfig.read(file);
    SchedulerParts parts = config.parts(steps);
    settings.putIfAbsent("solver", parts.solver());
    settings.putIfAbsent("grid", parts.grid());
    settings.putIfAbsent("schedule", parts.schedule());
    if (parts.rule() != null) settings.putIfAbsent("rule", parts.rule());
    if (!target) {
      settings.putIfAbsent("prediction", parts.prediction());
      settings.putIfAbsent("time", parts.time());
    }
    List<String> unused = parts.unused();
    if (!unused.isEmpty()) console.warn(file + ": not used: " + String.join(", ", unused));
  }
}
