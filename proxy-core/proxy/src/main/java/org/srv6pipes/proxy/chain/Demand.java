package org.srv6pipes.proxy.chain;

import java.util.List;
import org.srv6pipes.function.Effect;
import org.srv6pipes.function.Traits;
import org.srv6pipes.function.Work;

/**
 * What the functions of one direction together ask of the thread that runs them, from least to
 * most.
 */
public enum Demand {
  /** They leave every byte as it is and need not even see it: the kernel can carry them. */
  NOTHING,
  /** The event loop runs them. */
  LIGHT,
  /** They compute for long: a worker runs them. */
  HEAVY,
  /** They may wait: a thread that may wait runs them. */
  BLOCKING;

  public static Demand of(List<PlannedFunction> functions) {
    Demand most = NOTHING;
    for (PlannedFunction function : functions) {
      Demand one = of(function.plan().traits());
      most = one.compareTo(most) > 0 ? one : most;
    }
    return most;
  }

  /**
   * How many bytes since the last flush are so few that functions of which one is heavy are light
   * with them; 0 if none are. What comes to the heavy one must be what came to the first: one
   * before it that makes much of little would make heavy work of it.
   */
  public static int lightUpTo(List<PlannedFunction> functions) {
    boolean asTheyCame = true;
    int light = Integer.MAX_VALUE;
    for (PlannedFunction function : functions) {
      Traits traits = function.plan().traits();
      switch (of(traits)) {
        case BLOCKING -> light = 0;
        case HEAVY -> light = asTheyCame ? Math.min(light, traits.lightUpTo()) : 0;
        case LIGHT, NOTHING -> {}
      }
      asTheyCame &= traits.effect() != Effect.REWRITES;
    }
    return light;
  }

  private static Demand of(Traits traits) {
    if (traits.work() == Work.BLOCKING) {
      return BLOCKING;
    }
    if (traits.work() == Work.HEAVY) {
      return HEAVY;
    }
    return traits.effect() == Effect.NONE || traits.effect() == Effect.COUNTS ? NOTHING : LIGHT;
  }
}
