/**
 * Games and their teams as files, for those who write no Java.
 *
 * <p>{@link dev.referee.gamefile.GameFile} makes a game of YAML or JSON, or tells every mistake in
 * it at once; {@link dev.referee.gamefile.GameFileSchema} describes the format to editors. The
 * checks are those that the modules on the class path offer.
 *
 * <p>What is read is immutable and thread-safe; reading holds no state.
 */
@NullMarked
package dev.referee.gamefile;

import org.jspecify.annotations.NullMarked;
