package org.counterflow.formats.internal.schedules;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.catalogue.CatalogueProvider;
import org.counterflow.api.catalogue.Entry;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.internal.files.NamedFile;

/**
 * The schedule {@code table:FILE}: any process as a text of places, each line its time, alpha and sigma, from data to noise, with commas or
 * blanks between them; a first line of names and lines that begin with # are passed over. Clean data (alpha 1, sigma 0) may be the first
 * place, and alpha may be 0 at the last. It prints with the file's hash, {@code table:FILE#sha256=HASH}, and a text with one takes no other
 * file.
 */
public final class TableSchedules implements CatalogueProvider {
  private static final int MOST_BYTES = 1 << 26;
  private static final String REMEDY = "write t, alpha and sigma, with commas or blanks between them";
  private static final Parameter<String> FILE = Parameter.text("file", "a text of lines t, alpha, sigma, from data to noise; no default");
  private static final Part<NoiseSchedule> PART = Part
      .of(NoiseSchedule.class, "table", "any process, by a file of t, alpha and sigma", "").with(FILE);

  /** For the service loader. */
  public TableSchedules() {}

  @Override
  public int api() {
    return CatalogueProvider.API;
  }

  @Override
  public List<Entry<?>> entries() {
    return List.of(Entry.of(Kind.SCHEDULE, PART.made(a -> read(a.get(FILE)))));
  }

  /**
   * The schedule of a file.
   *
   * @throws FormatException if it cannot be read, or is no process: naming the line or the place
   */
  public static NoiseSchedule read(Path file) {
    return read(file.toString());
  }

  private static NoiseSchedule read(String named) {
    NamedFile file = NamedFile.read(named, MOST_BYTES);
    String text = PART.arguments().with(FILE, file.named()).text();
    return new TabulatedSchedule(text, file.file().toString(), rows(file.file(), file.text(REMEDY).lines().toList()));
  }

  private static double[][] rows(Path file, List<String> lines) {
    var rows = new ArrayList<double[]>();
    boolean names = true;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) continue;
      String[] fields = line.split("\\s*,\\s*|\\s+");
      if (!names || !isName(fields[0])) rows.add(row(file, i + 1, fields));
      names = false;
    }
    return rows.toArray(double[][]::new);
  }

  private static boolean isName(String field) {
    return field.matches("\"?[A-Za-z_][A-Za-z_ ]*\"?") && !field.equals("NaN") && !field.equals("Infinity");
  }

  private static double[] row(Path file, int line, String[] fields) {
    if (fields.length != 3)
      throw new FormatException(file.toString(), "line " + line + " has " + fields.length + " fields, not three", REMEDY);
    var row = new double[3];
    for (int k = 0; k < 3; k++) {
      try {
        row[k] = Double.parseDouble(fields[k]);
      } catch (NumberFormatException e) {
        throw new FormatException(file.toString(), "line " + line + ": \"" + fields[k] + "\" is no number", REMEDY, e);
      }
    }
    return row;
  }
}
