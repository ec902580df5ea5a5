/**
 * A contract for each kind of part: an abstract class of JUnit tests that a test of the part extends.
 *
 * <p>What the part claims beyond its own declarations is said by overriding a method; each says what it means and when to.
 */
package org.counterflow.tck;
