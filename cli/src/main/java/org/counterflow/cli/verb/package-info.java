/** The verbs of the command line, one class each. */
package org.counterflow.cli.verb;
