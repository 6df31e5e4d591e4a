package org.srv6pipes.proxy.chain;

import java.util.ArrayList;
import java.util.List;
import org.srv6pipes.function.Direction;
import org.srv6pipes.function.Effect;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.wire.FlowKey;

/** Makes the running chains of a flow from what was planned. */
public final class FlowChains {

  /** In one direction, in one pass. */
  public static final int MOST_FUNCTIONS = 32;

  /** Where a chain runs. */
  public record Site(FlowKey flow, Direction direction, BufferPool buffers, FunctionHost host) {}

  private FlowChains() {}

  /** Makes every function of a direction; if one cannot be made, those made before are closed. */
  public static Chain make(List<PlannedFunction> planned, Site site, Chain.Outlet outlet)
      throws FunctionException {
    List<Stage> stages = new ArrayList<>(planned.size());
    try {
      for (PlannedFunction function : planned) {
        if (function.plan().traits().effect() != Effect.NONE) {
          stages.add(stage(function, stages.size(), site));
        }
      }
    } catch (FunctionException e) {
      stages.forEach(Stage::close);
      throw e;
    }
    return new Chain(stages, outlet);
  }

  private static Stage stage(PlannedFunction function, int index, Site site)
      throws FunctionException {
    Usage usage = new Usage();
    FunctionSite context = new FunctionSite(function, index, site, usage);
    try {
      return new Stage(
          function.name(),
          function.plan().create(context),
          function.plan().traits(),
          site.buffers(),
          usage,
          context::close);
    } catch (Throwable e) {
      context.close();
      throw FunctionDefect.of(function.name(), e);
    }
  }
}
