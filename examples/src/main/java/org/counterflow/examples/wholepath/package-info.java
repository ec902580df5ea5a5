/** The same path without the library: what a diffusion sampler does, in one file. */
package org.counterflow.examples.wholepath;
