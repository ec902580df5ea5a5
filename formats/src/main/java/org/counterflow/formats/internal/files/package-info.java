/** Files that appear complete or not at all, and what the file system says in words. */
package org.counterflow.formats.internal.files;
