package org.counterflow.api.internal.text;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What somebody may have meant by a name that nothing has: for messages. */
public final class Nearest {
  private static final int MOST_COMPARED = 100;

  private Nearest() {}

  /** {@code "; nearest: NAME"}, or nothing where none is near. */
  public static String hint(String word, Collection<String> names) {
    String nearest = of(word, names);
    return nearest == null ? "" : "; nearest: " + nearest;
  }

  /** The name with the fewest edits, at most a third of the longer word's length, rounded up; null if there is none. */
  static @Nullable String of(String word, Collection<String> names) {
    String nearest = null, w = bare(word);
    int least = Integer.MAX_VALUE;
    // What a file brings may be of any length.
    if (w.length() > MOST_COMPARED) return null;
    for (String name : names) {
      String n = bare(name);
      int most = Math.min(least - 1, (Math.max(w.length(), n.length()) + 2) / 3);
      if (Math.abs(w.length() - n.length()) > most) continue;
      int edits = distance(w, n);
      // As many edits as letters: nothing is left of the word.
      if (edits > most || edits >= w.length()) continue;
      nearest = name;
      least = edits;
    }
    return nearest;
  }

  /** The dashes of an option are the same in all, and the case of a letter is no edit. */
  private static String bare(String name) {
    int dashes = name.startsWith("--") ? 2 : name.startsWith("-") ? 1 : 0;
    return name.substring(dashes).toLowerCase(Locale.ROOT);
  }

  /** Letters to insert, to leave out, to replace, or to swap with their neighbour. */
  private static int distance(String a, String b) {
    var d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (same ? 0 : 1));
        if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1))
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
    return d[a.length()][b.length()];
  }
}
