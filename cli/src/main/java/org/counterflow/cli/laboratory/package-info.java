/** What the laboratory measures when it is asked from the command line, and where its report goes. */
package org.counterflow.cli.laboratory;
