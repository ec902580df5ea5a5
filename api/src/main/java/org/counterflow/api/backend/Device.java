package org.counterflow.api.backend;

/**
 * What a backend or a network runtime can run on.
 *
 * @param name as its maker calls it
 * @param type {@code cpu}, {@code gpu} or {@code accelerator}
 * @param memoryBytes its memory, 0 if unknown
 * @param fp64 whether it computes in double precision
 */
public record Device(String name, String type, long memoryBytes, boolean fp64) {}
