package org.counterflow.cli.sampling;

import java.nio.file.Path;
import java.util.List;
import org.counterflow.api.Recipe;

/**
 * What a run gave.
 *
 * @param path the file or folder
 * @param files what holds the samples
 * @param recipe of all samples
 * @param samples how many the recipe has
 * @param drawn how many of them were drawn now; the others were there
 * @param evaluations of the score function for each sample, on average
 * @param seconds of the run, without start-up and writing
 * @param networkSeconds of them inside the network
 * @param copies of values between memories or precisions
 * @param networkRows rows asked of the network
 * @param paddedRows rows that it computed beside those, so that each has the bits of a whole micro-batch
 * @param probedRows rows that it computed to find out whether it needs that
 */
public record Result(Path path, List<Path> files, Recipe recipe, int samples, int drawn, double evaluations, double seconds,
    double networkSeconds, long copies, long networkRows, long paddedRows, long probedRows) {
  /** Copies the list. */
  public Result {
    files = List.copyOf(files);
  }

  /** Evaluations a second, of all samples together. */
  public double rate() {
    return seconds == 0 ? 0 : evaluations * drawn / seconds;
  }

  /** The share of the time that was spent inside the network. */
  public double networkShare() {
    return seconds == 0 ? 0 : networkSeconds / seconds;
  }
}
