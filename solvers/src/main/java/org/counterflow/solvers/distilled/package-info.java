/**
 * Few-step sampling of networks that were distilled for it: consistency models and their heirs.
 *
 * <p>For everyone whose network says in one evaluation what others reach in fifty. With an ordinary network these samplers do not converge.
 */
package org.counterflow.solvers.distilled;
