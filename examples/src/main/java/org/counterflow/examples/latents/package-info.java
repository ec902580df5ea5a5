/** From a prompt to a picture: a text encoder, a latent score network and a decoder. */
package org.counterflow.examples.latents;
