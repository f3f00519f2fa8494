/**
 * The selection of AWS resources that a check looks at: by id, name, tag, or as a resource of a
 * CloudFormation stack.
 *
 * <p>A selection that finds nothing is a finding of its own: there is none, or its stack is still
 * creating it. {@link dev.referee.resources.SelectorParameters} are the same selections as
 * parameters in game files.
 *
 * <p>Selectors and what they find are immutable and thread-safe. Readers call the clients of an
 * account, and belong to the thread of the check that uses them.
 */
@NullMarked
package dev.referee.resources;

import org.jspecify.annotations.NullMarked;
