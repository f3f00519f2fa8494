package dev.referee.ec2.userdata;

import com.google.common.collect.ImmutableList;
import org.jspecify.annotations.Nullable;

/**
 * The value of an expression, as far as it is known before the program runs.
 *
 * @param text as text
 * @param words as a list of words, if it is one
 * @param source its source, if it was downloaded
 */
record Value(Word text, @Nullable ImmutableList<Word> words, @Nullable String source) {
  static final Value UNKNOWN = new Value(Word.ANY, null, null);

  static Value of(String text) {
    return new Value(new Word(text), null, null);
  }

  static Value of(ImmutableList<Word> words) {
    return new Value(Word.ANY, words, null);
  }

  static Value fetched(String source) {
    return new Value(Word.ANY, null, source);
  }

  /** Returns whether it is completely unknown. */
  boolean isUnknown() {
    return words == null && text.equals(Word.ANY);
  }
}
