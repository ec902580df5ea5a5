/**
 * What goes into and comes out of networks: typed values with their memory, and holds that keep it while it is used.
 *
 * <p>For everyone who calls a network, and for those who bring a network runtime or a backend.
 */
package org.counterflow.api.value;
