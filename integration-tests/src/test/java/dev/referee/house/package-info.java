/**
 * Tests of the project's own rules: dependencies between modules, published jars, documentation.
 *
 * <p>Tests run one after the other.
 */
@NullMarked
package dev.referee.house;

import org.jspecify.annotations.NullMarked;
