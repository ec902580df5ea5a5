/** Where samples go: a contact sheet or a plot, an array, a folder of pictures. */
package org.counterflow.cli.output;
