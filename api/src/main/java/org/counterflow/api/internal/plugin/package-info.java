/** Third parties' modules from a folder, beside what is on the program's own path. */
package org.counterflow.api.internal.plugin;
