/** Samples as PNG pictures with the recipe inside: contact sheets, scatter plots, histograms, or a picture a sample. */
package org.counterflow.formats.pictures;
