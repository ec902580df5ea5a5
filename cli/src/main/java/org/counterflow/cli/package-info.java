/** For programs that run the command line inside their own process. */
package org.counterflow.cli;
