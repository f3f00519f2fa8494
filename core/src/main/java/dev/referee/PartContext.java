package dev.referee;

import dev.referee.spi.Memory;
import java.time.Instant;
import java.util.Optional;

/**
 * The context of a check that is part of another check, with its own part of the memory.
 *
 * @param whole the context of the other check
 * @param part the name of the part in the memory
 */
record PartContext(CheckContext whole, String part) implements CheckContext {

  @Override
  public <T extends Target> T target(Class<T> type) {
    return whole.target(type);
  }

  @Override
  public Instant now() {
    return whole.now();
  }

  @Override
  public boolean explainAll() {
    return whole.explainAll();
  }

  @Override
  public Memory memory() {
    return new Shelf(whole.memory(), part + "/");
  }

  /**
   * The part of a memory whose keys have a common prefix.
   *
   * @param memory the whole memory
   * @param prefix the prefix of the keys
   */
  record Shelf(Memory memory, String prefix) implements Memory {
    @Override
    public Optional<Instant> get(String key) {
      return memory.get(prefix + key);
    }

    @Override
    public void put(String key, Instant time) {
      memory.put(prefix + key, time);
    }

    @Override
    public void remove(String key) {
      memory.remove(prefix + key);
    }
  }
}
