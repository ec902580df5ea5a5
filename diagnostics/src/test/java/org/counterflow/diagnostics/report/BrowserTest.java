package org.counterflow.diagnostics.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.counterflow.diagnostics.findings.Figure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report as a browser shows it. */
class BrowserTest {
  private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  /**
   * Measures the page: for each plot how many colours have a curve over a good part of it (a line, or marks far apart), and whether the page is
   * wider than the window.
   */
  private static final String MEASURE = """
      <script>
      const plots = [...document.querySelectorAll('svg.cf-plot')].map(svg => {
        const box = {};
        for (const e of svg.querySelectorAll('path[class*="cf-s-c"],path[class*="cf-f-c"]')) {
          const ink = e.getAttribute('class').match(/cf-[sf]-(c\\d)/)[1], b = e.getBBox();
          // Under the axes is the legend.
          if (b.y > 400) continue;
          const o = box[ink] ?? (box[ink] = [1e9, -1e9]);
          o[0] = Math.min(o[0], b.x);
          o[1] = Math.max(o[1], b.x + b.width);
        }
        return Object.values(box).filter(o => o[1] - o[0] > 200).length;
      });
      document.body.setAttribute('data-seen', plots.join(' ') + ' / ' + document.documentElement.scrollWidth + ' ' + innerWidth + ' / '
        + getComputedStyle(document.body).backgroundColor);
      </script>
      </body>""";

  @TempDir
  Path folder;

  private static String browser() {
    for (String name : NAMES) {
      for (String path : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
        if (Files.isExecutable(Path.of(path, name))) return Path.of(path, name).toString();
      }
    }
    return "";
  }

  @Test
  void everyPlotHasItsCurvesAndAPhoneShowsAll() throws Exception {
    String browser = browser();
    assumeTrue(!browser.isEmpty(), "no Chromium on the PATH, which would show the report: none of " + NAMES);
    String page = HtmlReport.of(HtmlReportTest.example(), "counterflow lab rates", Map.of());
    Path file = Files.writeString(folder.resolve("report.html"), page.replace("</body>", MEASURE));
    // A window that is narrower than this is made wider.
    String dom = run(browser, "--window-size=500,900", "--dump-dom", file.toUri().toString());
    Matcher seen = Pattern.compile("data-seen=\"([\\d ]+) / (\\d+) (\\d+) / ([^\"]+)\"").matcher(dom);
    assertTrue(seen.find(), dom);
    assertEquals(String.join(" ", HtmlReportTest.example().figures().stream().map(Figure::curves).map(c -> c.size() + "").toList()), seen.group(1));
    assertTrue(Integer.parseInt(seen.group(2)) <= Integer.parseInt(seen.group(3)), "the page is " + seen.group(2) + " wide in a window of "
        + seen.group(3));
    assertEquals("rgb(255, 255, 255)", seen.group(4));

    Path picture = folder.resolve("report.png");
    run(browser, "--window-size=500,900", "--screenshot=" + picture, file.toUri().toString());
    assertTrue(Files.size(picture) > 10_000, "a screenshot of " + Files.size(picture) + " bytes shows nothing");
  }

  private String run(String browser, String... arguments) throws IOException, InterruptedException {
    // No sandbox: it refuses to start for the superuser, as in containers.
    var command = new ArrayList<>(List.of(browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--user-data-dir=" + folder.resolve("profile")));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out"), err = folder.resolve("err");
    Process p = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    if (!p.waitFor(120, TimeUnit.SECONDS)) {
      p.destroyForcibly();
      throw new AssertionError("the browser still runs after 120 s: " + command + "\n" + Files.readString(err));
    }
    assertEquals(0, p.exitValue(), () -> command.toString());
    return Files.readString(out);
  }
}
