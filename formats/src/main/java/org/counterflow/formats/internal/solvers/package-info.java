/** Solvers from files. */
package org.counterflow.formats.internal.solvers;
