/**
 * Arrays in NumPy's {@code .npy} format. For programs that keep what a sampler drew, or read starts, labels and data.
 *
 * <p>{@code Npy} reads and writes whole arrays; {@code NpyFile} and {@code NpyWriter} go by parts.
 */
package org.counterflow.formats.arrays;
