package org.counterflow.api;

/**
 * Watches a run: progress, previews, coefficient plans. Called in the run's thread, after the step has counted; what it throws ends
 * {@link Run#advance}.
 *
 * <p>A large run is cut into groups of samples that are finished one after the other, so that memory stays bounded; each begins with its
 * step 0. In an adaptive run each sample has steps of its own.
 */
@FunctionalInterface
public interface Watcher {
  /** Samples have begun, or a step was accepted. */
  void progressed(Progress p);
}
