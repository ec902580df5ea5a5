/**
 * Configurations of other programs' schedulers: which parts of the catalogue they stand for.
 *
 * <p>For whoever has a network with a {@code scheduler_config.json} beside it, as diffusers writes it.
 */
package org.counterflow.formats.schedulers;
