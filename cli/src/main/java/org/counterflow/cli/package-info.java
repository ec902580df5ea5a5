/** The program: finds the verb, and ends with one line and a status. */
package org.counterflow.cli;
