/** How parts print themselves, and checks that several packages share. */
package org.counterflow.solvers.internal;
