/** What the tests of this module share. */
package org.counterflow.solvers.support;
