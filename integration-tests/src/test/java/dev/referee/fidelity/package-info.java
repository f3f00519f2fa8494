/** Says how far the worlds of the checks can be trusted, and plays them where others speak AWS. */
@NullMarked
package dev.referee.fidelity;

import org.jspecify.annotations.NullMarked;
