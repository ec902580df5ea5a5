package org.counterflow.cli.laboratory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.counterflow.cli.terminal.Version;
import org.counterflow.diagnostics.findings.Findings;
import org.counterflow.diagnostics.report.HtmlReport;
import org.counterflow.formats.internal.files.AtomicFile;

/**
 * The page that a measurement is written to. Whether it can be written is known before the measurement begins, which may take minutes; it is
 * there afterwards complete or not at all.
 */
public final class ReportFile implements AutoCloseable {
  private final Path path;
  private final AtomicFile file;
  private final Instant began = Instant.now();

  private ReportFile(Path path, AtomicFile file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Opens it.
   *
   * @param text the path, which ends in {@code .html}
   * @param force whether a file is replaced that is no report
   * @throws IllegalArgumentException if the path has another ending, or a file is there that is no report
   * @throws org.counterflow.formats.FormatException if it cannot be written
   */
  public static ReportFile open(String text, boolean force) {
    String ending = text.toLowerCase(Locale.ROOT);
    if (!ending.endsWith(".html") && !ending.endsWith(".htm"))
      throw new IllegalArgumentException("--report writes a page of HTML: give a FILE.html, not \"" + text + "\"");
    Path path = Path.of(text);
    if (!force && Files.isRegularFile(path) && !isReport(path))
      throw new IllegalArgumentException(path + " is there and is no report of Counterflow: give another --report, or replace it by --force");
    return new ReportFile(path, AtomicFile.at(path));
  }

  private static boolean isReport(Path path) {
    try (var in = Files.newInputStream(path)) {
      byte[] head = in.readNBytes(4096);
      return head.length == 0 || new String(head, StandardCharsets.UTF_8).contains(HtmlReport.GENERATOR);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes it.
   *
   * @param found what is told, in chapters if there are several
   * @param command that makes it again
   */
  public void write(List<Findings> found, String command) {
    String page = found.size() == 1 ? HtmlReport.of(found.getFirst(), command, circumstances())
        : HtmlReport.of("Samplers of diffusion models, measured", found, command, circumstances());
    try {
      file.stream().write(page.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    file.commit();
  }

  private Map<String, String> circumstances() {
    Map<String, String> m = new LinkedHashMap<>();
    m.put("Date", LocalDate.now(ZoneOffset.UTC).toString());
    m.put("Program", "Counterflow " + Version.text());
    m.put("Machine", System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", " + Runtime.getRuntime().availableProcessors()
        + " processors, Java " + Runtime.version());
    Duration took = Duration.between(began, Instant.now());
    m.put("Took", took.toMinutes() + " min " + took.toSecondsPart() + " s");
    return m;
  }

  /** As it was given. */
  public Path path() {
    return path;
  }

  @Override
  public void close() {
    file.close();
  }
}
