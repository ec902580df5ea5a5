/**
 * Files in and out. For programs that keep what a sampler drew, show it, or read it again.
 *
 * <p>{@code Npy} arrays · {@code Png} pictures with text inside, {@code Raster} and {@code Canvas} what is in them, {@code ContactSheet},
 * {@code ScatterPlot} and {@code Histogram} what they show · {@code Json} and {@code JsonReader} · {@code Recipes} ·
 * {@code ImageFolder}.
 * Whatever is written appears under its name when it is complete, or not at all. Whatever cannot be read is one {@code FormatException}.
 */
package org.counterflow.formats;
