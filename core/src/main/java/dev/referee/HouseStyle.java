package dev.referee;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.immutables.value.Value;

/**
 * The style of generated value classes: package-private, with JDK types, in the order given.
 *
 * <p>Kept in the source only. In class files, it would make users' compilers warn about a class of
 * Immutables that they need not have.
 */
@Value.Style(
    visibility = Value.Style.ImplementationVisibility.PACKAGE,
    overshadowImplementation = true,
    jdkOnly = true,
    depluralize = true,
    add = "*")
@Target(ElementType.PACKAGE)
@Retention(RetentionPolicy.SOURCE)
@interface HouseStyle {}
