package org.counterflow.diagnostics.recorded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.internal.json.JsonReader;

/**
 * A file of recorded runs: {@code {"group", "defaults", "cases"}}, with {@code problem.json} beside it.
 *
 * @param file where it was read from
 * @param group what it calls itself
 * @param cases in its order
 */
public record CaseFile(Path file, String group, List<RecordedCase> cases) {
  private static final List<String> OTHERS = List.of("problem.json", "index.json");

  /** Copies the list. */
  public CaseFile {
    cases = List.copyOf(cases);
  }

  /** Whether a file is one that lies beside those with cases, and has none itself. */
  public static boolean isOther(Path file) {
    return OTHERS.contains(String.valueOf(file.getFileName()));
  }

  /**
   * Reads a file.
   *
   * @throws FormatException if it cannot be read, or has no cases
   */
  public static CaseFile read(Path file) {
    String where = file.toString();
    Members m = Members.of(JsonReader.parse(JsonReader.text(file), where), where);
    if (!m.has("cases")) throw new FormatException(where, "has no \"cases\"", "give a file of recorded runs");
    Members defaults = m.has("defaults") ? m.object("defaults") : new Members(where, Map.of());
    var cases = new ArrayList<RecordedCase>();
    var ids = new HashSet<String>();
    for (Object c : m.list("cases")) {
      RecordedCase one = RecordedCase.of(c, defaults, where);
      if (!ids.add(one.id())) throw new FormatException(where, "has the case " + one.id() + " twice", "");
      cases.add(one);
    }
    return new CaseFile(file, m.has("group") ? m.text("group") : where, cases);
  }

  /** The problem beside it. */
  public RecordedProblem problem() {
    return RecordedProblem.read(file.resolveSibling("problem.json"));
  }
}
