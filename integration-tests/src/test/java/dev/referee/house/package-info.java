/** Holds the house to its own rules: who may know whom, what is published, what is promised. */
@NullMarked
package dev.referee.house;

import org.jspecify.annotations.NullMarked;
