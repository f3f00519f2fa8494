/** Classes for Referee's own modules; not for users, and they may change with every version. */
@NullMarked
package dev.referee.internal;

import org.jspecify.annotations.NullMarked;
