package org.srv6pipes.function;

import java.util.Objects;

/**
 * What a host may rely on for all instances of one plan. Begin with {@link #DEFAULT}, which
 * promises nothing, and add what holds:
 *
 * <pre>{@code
 * Traits.DEFAULT.effect(Effect.KEEPS_LENGTH).inPlace().memoryPerFlow(64)
 * }</pre>
 *
 * @param effect what the function does to the bytes
 * @param work how long a call may take
 * @param memoryPerFlow an upper bound of the bytes, on and off the heap, that one instance holds;
 *     the host adds them up and refuses flows beyond its limit
 * @param outputRoom how many bytes are free in {@code out} at least, whenever the host calls (in
 *     place excepted)
 * @param worksInPlace whether {@code out} may be the same memory as {@code in}
 * @param lightUpTo how many bytes since the last flush are so few that heavy work on them is light;
 *     0 if none are
 */
public record Traits(
    Effect effect,
    Work work,
    long memoryPerFlow,
    int outputRoom,
    boolean worksInPlace,
    int lightUpTo) {

  /** The free room that every function gets without asking. */
  public static final int DEFAULT_OUTPUT_ROOM = 256;

  /** The largest free room that a function may ask for. */
  public static final int MAX_OUTPUT_ROOM = 64 * 1024;

  /** Promises nothing: rewrites bytes, quick, next to no memory, {@link #DEFAULT_OUTPUT_ROOM}. */
  public static final Traits DEFAULT =
      new Traits(Effect.REWRITES, Work.LIGHT, 0, DEFAULT_OUTPUT_ROOM, false, 0);

  /** Checks the promises against each other. */
  public Traits {
    Objects.requireNonNull(effect);
    Objects.requireNonNull(work);
    if (memoryPerFlow < 0) {
      throw new IllegalArgumentException("Memory per flow is negative: " + memoryPerFlow);
    }
    if (outputRoom < 1 || outputRoom > MAX_OUTPUT_ROOM) {
      throw new IllegalArgumentException(
          "Output room must be 1 to %d bytes: %d".formatted(MAX_OUTPUT_ROOM, outputRoom));
    }
    if (worksInPlace && effect == Effect.REWRITES) {
      throw new IllegalArgumentException(
          "Only a function that keeps the length of its input can work in place");
    }
    if (lightUpTo < 0) {
      throw new IllegalArgumentException("Light work up to a negative length: " + lightUpTo);
    }
  }

  /**
   * With another effect.
   *
   * @param effect what the function does to the bytes
   * @return these traits with that effect
   */
  public Traits effect(Effect effect) {
    return new Traits(effect, work, memoryPerFlow, outputRoom, worksInPlace, lightUpTo);
  }

  /**
   * With other work.
   *
   * @param work how long a call may take
   * @return these traits with that kind of work
   */
  public Traits work(Work work) {
    return new Traits(effect, work, memoryPerFlow, outputRoom, worksInPlace, lightUpTo);
  }

  /**
   * With another bound of memory.
   *
   * @param bytes an upper bound of what one instance holds
   * @return these traits with that bound
   */
  public Traits memoryPerFlow(long bytes) {
    return new Traits(effect, work, bytes, outputRoom, worksInPlace, lightUpTo);
  }

  /**
   * With more free room in {@code out}.
   *
   * @param bytes 1 to {@link #MAX_OUTPUT_ROOM}
   * @return these traits with that room
   */
  public Traits outputRoom(int bytes) {
    return new Traits(effect, work, memoryPerFlow, bytes, worksInPlace, lightUpTo);
  }

  /**
   * With leave to work in place: {@link StreamFunction#process} also works if {@code out} is
   * another view of the memory of {@code in}, at the same place and of the same length. It then
   * converts all of it and returns {@link Status#DONE}. A loop that reads each byte before it
   * writes it works in place.
   *
   * @return these traits, in place
   */
  public Traits inPlace() {
    return new Traits(effect, work, memoryPerFlow, outputRoom, true, lightUpTo);
  }

  /**
   * With leave to take few bytes as light work: although this is {@link Work#HEAVY}, the host may
   * call it on its event loop while it has taken no more than so many bytes since it was made or
   * last flushed. To hand a request of a few hundred bytes to another thread and back takes longer
   * than to compress it. Only for a function that keeps nothing back over a flush; one whose first
   * call takes longer says so ({@link StreamFunction#isPrepared}).
   *
   * @param bytes whose work takes some 30 µs at most; 0 for none
   * @return these traits with that leave
   */
  public Traits lightUpTo(int bytes) {
    return new Traits(effect, work, memoryPerFlow, outputRoom, worksInPlace, bytes);
  }
}
