package dev.referee;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.immutables.value.Value;

/**
 * The style of generated value classes: package-private, with JDK types, in the order given.
 *
 * <p>Kept in the source only: in the class files, where Immutables' own annotation would stand, it
 * makes the compilers of users warn of a class that they need not have.
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
