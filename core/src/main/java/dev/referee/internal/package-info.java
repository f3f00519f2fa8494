/** Is for Referee's own modules; not for users, and it may change with every version. */
@NullMarked
package dev.referee.internal;

import org.jspecify.annotations.NullMarked;
