/**
 * Games and their teams as files, so that no Java is needed.
 *
 * <p>{@link dev.referee.gamefile.GameFile} reads a game from YAML or JSON, or reports every mistake
 * at once; {@link dev.referee.gamefile.GameFileSchema} describes the format to editors. The checks
 * come from the modules on the class path.
 *
 * <p>The results are immutable and thread-safe; reading has no state.
 */
@NullMarked
package dev.referee.gamefile;

import org.jspecify.annotations.NullMarked;
