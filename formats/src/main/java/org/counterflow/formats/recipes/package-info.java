/** Recipes, from which samples can be drawn again, as JSON: inside a picture or in a file beside an array. */
package org.counterflow.formats.recipes;
