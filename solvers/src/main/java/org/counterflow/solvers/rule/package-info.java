/**
 * Output rules: corrections of what a network said, before a solver sees it.
 *
 * <p>For everyone whose network was sampled with a bound on its data estimate, as pixel models are.
 */
package org.counterflow.solvers.rule;
