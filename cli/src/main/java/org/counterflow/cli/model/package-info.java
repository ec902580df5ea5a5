/** The networks that come with the command line, and what networks say of themselves. */
package org.counterflow.cli.model;
