/**
 * What is installed, by name: solvers, schedules, grids, targets, guidance and rules with their parameters, and the text that recipes
 * store.
 *
 * <p>For makers of plugins, and for programs that read ids from users.
 */
package org.counterflow.api.catalogue;
