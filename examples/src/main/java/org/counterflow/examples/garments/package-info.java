/** A whole program with the library: open a network, draw samples, write them. */
package org.counterflow.examples.garments;
