/** Under construction. */
@org.jspecify.annotations.NullMarked
package dev.referee.testkit;
