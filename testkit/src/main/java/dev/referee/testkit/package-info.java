/**
 * Tests against AWS without AWS: an embedded account, worlds that are broken and fixed, assertions.
 */
@NullMarked
package dev.referee.testkit;

import org.jspecify.annotations.NullMarked;
