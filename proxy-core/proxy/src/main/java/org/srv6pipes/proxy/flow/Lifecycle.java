package org.srv6pipes.proxy.flow;

import java.util.List;
import org.srv6pipes.function.Direction;
import org.srv6pipes.proxy.flow.FlowCommand.AskClient;
import org.srv6pipes.proxy.flow.FlowCommand.CloseClean;
import org.srv6pipes.proxy.flow.FlowCommand.ConnectOnward;
import org.srv6pipes.proxy.flow.FlowCommand.DropRepeatedSyn;
import org.srv6pipes.proxy.flow.FlowCommand.FinishTowards;
import org.srv6pipes.proxy.flow.FlowCommand.RefuseSyn;
import org.srv6pipes.proxy.flow.FlowCommand.ReleaseRepeatedSyn;
import org.srv6pipes.proxy.flow.FlowCommand.ReleaseSyn;
import org.srv6pipes.proxy.flow.FlowCommand.ResetBoth;
import org.srv6pipes.proxy.flow.FlowCommand.StartRelay;
import org.srv6pipes.proxy.flow.FlowEvent.Abort;
import org.srv6pipes.proxy.flow.FlowEvent.Admitted;
import org.srv6pipes.proxy.flow.FlowEvent.AdmittedOnArrival;
import org.srv6pipes.proxy.flow.FlowEvent.ClientArrived;
import org.srv6pipes.proxy.flow.FlowEvent.DirectionDone;
import org.srv6pipes.proxy.flow.FlowEvent.LegReset;
import org.srv6pipes.proxy.flow.FlowEvent.OnwardFailed;
import org.srv6pipes.proxy.flow.FlowEvent.OnwardUp;
import org.srv6pipes.proxy.flow.FlowEvent.SynRepeated;

/**
 * The life of one flow, decided without input or output.
 *
 * <pre>
 *                 end-to-end                              early
 *  NEW ──Admitted──▶ HELD ──OnwardUp──▶ RELEASED   NEW ──Admitted──▶ ANSWERED
 *                     │                    │                            │ ClientArrived
 *            OnwardFailed            ClientArrived                      ▼
 *                     │                    │                        CONNECTING ──OnwardFailed──┐
 *                     ▼                    ▼                            │ OnwardUp             ▼
 *                  CLOSED              RELAYING ◀───────────────────────┘                   CLOSED
 *                                          │ DirectionDone twice ─▶ CLOSED (clean)
 *                                          │ LegReset, Abort     ─▶ CLOSED (both legs reset)
 * </pre>
 *
 * A client that the kernel has accepted without asking (AdmittedOnArrival) goes from NEW to
 * CONNECTING.
 *
 * <p>An event that means nothing in a state changes nothing: a late timer, a reset of a leg that is
 * already closed.
 */
public final class Lifecycle {

  /** The states of the diagram. */
  public enum State {
    NEW,
    HELD,
    RELEASED,
    ANSWERED,
    CONNECTING,
    RELAYING,
    CLOSED
  }

  private State state = State.NEW;
  private boolean forwardDone;
  private boolean returnDone;

  public State state() {
    return state;
  }

  /** Whether exactly one direction has ended. */
  public boolean halfClosed() {
    return state == State.RELAYING && forwardDone != returnDone;
  }

  /** Takes what happened and answers what to do, in order. */
  public List<FlowCommand> on(FlowEvent event) {
    return switch (event) {
      case Admitted admitted -> admitted(admitted.handshake());
      case AdmittedOnArrival _ -> admittedOnArrival();
      case SynRepeated _ -> synRepeated();
      case OnwardUp _ -> onwardUp();
      case OnwardFailed failed -> onwardFailed(failed.reason());
      case ClientArrived _ -> clientArrived();
      case DirectionDone done -> directionDone(done.direction());
      case LegReset reset ->
          end(reset.side() == Side.CLIENT ? EndReason.RESET_BY_CLIENT : EndReason.RESET_BY_SERVER);
      case Abort abort -> end(abort.reason());
    };
  }

  private List<FlowCommand> admitted(Handshake handshake) {
    if (state != State.NEW) {
      return List.of();
    }
    if (handshake == Handshake.EARLY) {
      state = State.ANSWERED;
      return List.of(new ReleaseSyn());
    }
    state = State.HELD;
    return List.of(new ConnectOnward());
  }

  private List<FlowCommand> admittedOnArrival() {
    if (state != State.NEW) {
      return List.of();
    }
    state = State.CONNECTING;
    return List.of(new ConnectOnward());
  }

  private List<FlowCommand> synRepeated() {
    return switch (state) {
      case RELEASED, ANSWERED -> List.of(new ReleaseRepeatedSyn());
      case CONNECTING, RELAYING -> List.of(new DropRepeatedSyn(), new AskClient());
      case NEW, HELD, CLOSED -> List.of(new DropRepeatedSyn());
    };
  }

  private List<FlowCommand> onwardUp() {
    return switch (state) {
      case HELD -> {
        state = State.RELEASED;
        yield List.of(new ReleaseSyn());
      }
      case CONNECTING -> {
        state = State.RELAYING;
        yield List.of(new StartRelay());
      }
      case NEW, RELEASED, ANSWERED, RELAYING, CLOSED -> List.of();
    };
  }

  private List<FlowCommand> onwardFailed(EndReason reason) {
    return switch (state) {
      case HELD, CONNECTING -> end(reason);
      case NEW, RELEASED, ANSWERED, RELAYING, CLOSED -> List.of();
    };
  }

  private List<FlowCommand> clientArrived() {
    return switch (state) {
      case RELEASED -> {
        state = State.RELAYING;
        yield List.of(new StartRelay());
      }
      case ANSWERED -> {
        state = State.CONNECTING;
        yield List.of(new ConnectOnward());
      }
      case NEW, HELD, CONNECTING, RELAYING, CLOSED -> List.of();
    };
  }

  private List<FlowCommand> directionDone(Direction direction) {
    boolean again = direction == Direction.FORWARD ? forwardDone : returnDone;
    if (state != State.RELAYING || again) {
      return List.of();
    }
    forwardDone |= direction == Direction.FORWARD;
    returnDone |= direction == Direction.RETURN;
    if (forwardDone && returnDone) {
      state = State.CLOSED;
      return List.of(new CloseClean(EndReason.FINISHED));
    }
    return List.of(new FinishTowards(direction == Direction.FORWARD ? Side.SERVER : Side.CLIENT));
  }

  private List<FlowCommand> end(EndReason reason) {
    State before = state;
    state = State.CLOSED;
    return switch (before) {
      case NEW, HELD -> List.of(new RefuseSyn(reason), new ResetBoth(reason));
      case RELEASED, ANSWERED, CONNECTING, RELAYING -> List.of(new ResetBoth(reason));
      case CLOSED -> List.of();
    };
  }
}
