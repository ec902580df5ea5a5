/** What is measured of a network: derivatives, likelihood, an error budget. */
package org.counterflow.diagnostics.lab.network;
