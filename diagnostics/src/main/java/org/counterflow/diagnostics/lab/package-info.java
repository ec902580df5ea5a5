/** The theory's claims, each measured by one {@link org.counterflow.diagnostics.lab.Topic}. */
package org.counterflow.diagnostics.lab;
