/**
 * How a part is declared: its id, its parameters with ranges and defaults, how it is made, and the text that makes it again.
 *
 * <p>For makers of solvers, schedules, grids and whatever else has a name; the catalogue lists what is declared with it.
 */
package org.counterflow.api.part;
