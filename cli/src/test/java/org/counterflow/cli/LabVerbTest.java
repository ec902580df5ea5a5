package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.counterflow.cli.laboratory.ReportFile;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Findings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code lab}: what it refuses before it measures, and the page that it writes. */
class LabVerbTest {
  private static final Findings FOUND = new Findings("Rates", List.of("What was asked."), List.of(new Bar("slope", 1.01, 0.9, 1.1)), List.of(), List.of(),
      List.of("arXiv:2408.02320"));

  @TempDir
  Path folder;

  @Test
  void topicsAreListed() {
    CliOutput t = CliOutput.of("lab");
    assertEquals(0, t.status());
    assertTrue(t.out().startsWith("rates  How fast") && t.out().endsWith("all  Everything, a chapter each.\n"), t.out());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "lab rate | There are rates",
      "lab rates --model fashion-mnist | lab rates takes no --model: leave it out",
      "lab rates --data x.npy | lab rates takes no --data",
      "lab rates --solver ddim | lab rates takes no --solver",
      "lab rates --steps 8 | lab rates takes no --steps",
      "lab rates --role time=t | lab rates takes no --role",
      "lab rates --steps many | --steps must be a whole number from 1 to 999999, was \"many\"",
      "lab rates --report rates.txt | --report writes a page of HTML: give a FILE.html, not \"rates.txt\""})
  void wrongUsageIsSaidBeforeAnythingIsMeasured(String command, String said) {
    CliOutput t = CliOutput.of(command.split(" ", -1));
    assertEquals(2, t.status());
    assertTrue(t.line().contains(said), t.err());
  }

  @Test
  void aReportThatCannotBeWrittenIsSaidBeforeAnythingIsMeasured() {
    CliOutput t = CliOutput.of("lab", "rates", "--report", folder.resolve("none/rates.html").toString());
    assertEquals(1, t.status());
    assertTrue(t.line().contains("there is no folder"), t.err());
  }

  @Test
  void aReportHasTheCommandAndTheCircumstances() throws IOException {
    Path file = folder.resolve("rates.html");
    try (ReportFile report = ReportFile.open(file.toString(), false)) {
      report.write(List.of(FOUND), "./counterflow lab rates --report 'my rates.html'");
    }
    String page = Files.readString(file);
    for (String part : List.of("all 1 figures are as they have to be", "<pre>./counterflow lab rates --report 'my rates.html'</pre>", "<dt>Date</dt>", "<dt>Machine</dt>",
        "<dt>Took</dt>", "https://arxiv.org/abs/2408.02320"))
      assertTrue(page.contains(part), part);
  }

  @Test
  void severalTopicsAreChaptersOfOnePage() throws IOException {
    Path file = folder.resolve("all.html");
    try (ReportFile report = ReportFile.open(file.toString(), false)) {
      report.write(List.of(FOUND, FOUND), "./counterflow lab all --report all.html");
    }
    String page = Files.readString(file);
    assertEquals(3, page.split("<h1>", -1).length - 1);
    for (String part : List.of("<a href=\"#chapter-2\">Rates</a>", "<section id=\"chapter-2\">")) assertTrue(page.contains(part), part);
  }

  @Test
  void aReportIsReplacedAndNothingElseIs() throws IOException {
    Path file = folder.resolve("page.html");
    Files.writeString(file, "<p>Somebody's own page</p>");
    CliOutput t = CliOutput.of("lab", "rates", "--report", file.toString());
    assertEquals(2, t.status());
    assertTrue(t.line().contains("is there and is no report of Counterflow: give another --report, or replace it by --force"), t.err());
    assertEquals("<p>Somebody's own page</p>", Files.readString(file));
    for (boolean force : List.of(true, false)) {
      try (ReportFile report = ReportFile.open(file.toString(), force)) {
        report.write(List.of(FOUND), "again " + force);
      }
      assertTrue(Files.readString(file).contains("again " + force));
    }
  }

  /** A measurement that fails leaves the last report, and no part of a new one. */
  @Test
  void withoutFindingsThereIsNoPage() throws IOException {
    Path file = folder.resolve("rates.html");
    ReportFile.open(file.toString(), false).close();
    assertFalse(Files.exists(file));
    try (var left = Files.list(folder)) {
      assertEquals(List.of(), left.toList());
    }
  }
}
