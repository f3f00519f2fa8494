package dev.referee.fidelity;

import dev.referee.testkit.CheckContract;
import java.lang.reflect.Modifier;
import java.util.Comparator;
import java.util.List;
import org.junit.platform.commons.support.ReflectionSupport;

/** A finder of the contracts of all checks on the class path. */
final class Contracts {
  private Contracts() {}

  static List<CheckContract<?>> all() {
    return ReflectionSupport.findAllClassesInPackage(
            "dev.referee", Contracts::isContract, name -> true)
        .stream()
        .sorted(Comparator.comparing(Class::getName))
        .<CheckContract<?>>map(type -> (CheckContract<?>) ReflectionSupport.newInstance(type))
        .toList();
  }

  /** Returns the short name of the check of a contract, for example {@code SpawnerStopped}. */
  static String name(CheckContract<?> contract) {
    return contract.getClass().getSimpleName().replaceAll("(Worlds|Contract)?Test$", "");
  }

  private static boolean isContract(Class<?> type) {
    return CheckContract.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers());
  }
}
