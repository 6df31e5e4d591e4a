package org.srv6pipes.proxy.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
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
import org.srv6pipes.proxy.flow.Lifecycle.State;

class LifecycleTest {

  private static final List<FlowEvent> EVERY_EVENT =
      List.of(
          new Admitted(Handshake.END_TO_END),
          new Admitted(Handshake.EARLY),
          new AdmittedOnArrival(),
          new SynRepeated(),
          new OnwardUp(),
          new OnwardFailed(EndReason.REFUSED_BY_SERVER),
          new ClientArrived(),
          new DirectionDone(Direction.FORWARD),
          new DirectionDone(Direction.RETURN),
          new LegReset(Side.CLIENT),
          new LegReset(Side.SERVER),
          new Abort(EndReason.KILLED));

  @Test
  void shouldConnectOnwardBeforeItAnswersTheClient() {
    Lifecycle life = new Lifecycle();
    assertThat(life.on(new Admitted(Handshake.END_TO_END))).containsExactly(new ConnectOnward());
    assertThat(life.on(new OnwardUp())).containsExactly(new ReleaseSyn());
    assertThat(life.on(new ClientArrived())).containsExactly(new StartRelay());
    assertThat(life.state()).isEqualTo(State.RELAYING);
  }

  @Test
  void shouldAnswerTheClientFirstWhenEarly() {
    Lifecycle life = new Lifecycle();
    assertThat(life.on(new Admitted(Handshake.EARLY))).containsExactly(new ReleaseSyn());
    assertThat(life.on(new ClientArrived())).containsExactly(new ConnectOnward());
    assertThat(life.on(new OnwardUp())).containsExactly(new StartRelay());
  }

  @Test
  void shouldTellTheClientAtConnectTimeThatTheServerRefused() {
    Lifecycle life = in(State.HELD);
    assertThat(life.on(new OnwardFailed(EndReason.REFUSED_BY_SERVER)))
        .containsExactly(
            new RefuseSyn(EndReason.REFUSED_BY_SERVER), new ResetBoth(EndReason.REFUSED_BY_SERVER));
  }

  @Test
  void shouldKeepTheOtherDirectionOpenWhenOneEnds() {
    Lifecycle life = in(State.RELAYING);
    assertThat(life.on(new DirectionDone(Direction.FORWARD)))
        .containsExactly(new FinishTowards(Side.SERVER));
    assertThat(life.halfClosed()).isTrue();
    assertThat(life.on(new DirectionDone(Direction.RETURN)))
        .containsExactly(new CloseClean(EndReason.FINISHED));
  }

  @Test
  void shouldResetBothLegsWhenOneIsReset() {
    assertThat(in(State.RELAYING).on(new LegReset(Side.SERVER)))
        .containsExactly(new ResetBoth(EndReason.RESET_BY_SERVER));
  }

  @Test
  void shouldLetARepeatedSynGoOnlyWhereTheFirstOneWent() {
    assertThat(in(State.HELD).on(new SynRepeated())).containsExactly(new DropRepeatedSyn());
    assertThat(in(State.RELEASED).on(new SynRepeated())).containsExactly(new ReleaseRepeatedSyn());
  }

  @Test
  void shouldAskAClientThatBeginsAnewWhetherItStillHasItsConnection() {
    assertThat(in(State.RELAYING).on(new SynRepeated()))
        .containsExactly(new DropRepeatedSyn(), new AskClient());
  }

  @Test
  void shouldKeepItsPromisesForEveryEventInEveryReachableState() {
    Map<State, Set<State>> steps = new HashMap<>();
    Deque<List<FlowEvent>> paths = new ArrayDeque<>(List.of(List.of()));
    while (!paths.isEmpty()) {
      List<FlowEvent> path = paths.poll();
      State from = after(path).state();
      for (FlowEvent event : EVERY_EVENT) {
        Lifecycle life = after(path);
        List<FlowCommand> commands = life.on(event);
        checkPromises(from, event, commands, life.state());
        steps.computeIfAbsent(from, _ -> new HashSet<>()).add(life.state());
        if (path.size() < 5) {
          List<FlowEvent> longer = new java.util.ArrayList<>(path);
          longer.add(event);
          paths.add(longer);
        }
      }
    }
    assertThat(steps.keySet()).containsExactlyInAnyOrder(State.values());
    assertThat(steps.get(State.CLOSED)).containsExactly(State.CLOSED);
  }

  private static void checkPromises(
      State from, FlowEvent event, List<FlowCommand> commands, State to) {
    boolean ends =
        commands.stream().anyMatch(c -> c instanceof ResetBoth || c instanceof CloseClean);
    assertThat(ends)
        .as("%s in %s: closing commands come exactly when the flow closes", event, from)
        .isEqualTo(from != State.CLOSED && to == State.CLOSED);
    if (from == State.CLOSED) {
      assertThat(commands)
          .as("a closed flow does nothing")
          .isSubsetOf(List.of(new DropRepeatedSyn()));
    }
    if (commands.stream().anyMatch(c -> c instanceof CloseClean)) {
      assertThat(from).as("a clean end only after relaying").isEqualTo(State.RELAYING);
    }
    if (event instanceof Abort || event instanceof LegReset) {
      assertThat(to).as("nothing survives a reset").isEqualTo(State.CLOSED);
    }
    if (event instanceof SynRepeated) {
      assertThat(commands)
          .as("a repeated SYN gets exactly one verdict")
          .filteredOn(c -> c instanceof DropRepeatedSyn || c instanceof ReleaseRepeatedSyn)
          .hasSize(1);
      assertThat(commands.contains(new AskClient()))
          .as("who is asked has a connection")
          .isEqualTo(from == State.RELAYING || from == State.CONNECTING);
    }
  }

  private static Lifecycle in(State state) {
    return after(
        switch (state) {
          case HELD -> List.of(new Admitted(Handshake.END_TO_END));
          case RELEASED -> List.of(new Admitted(Handshake.END_TO_END), new OnwardUp());
          case RELAYING ->
              List.of(new Admitted(Handshake.END_TO_END), new OnwardUp(), new ClientArrived());
          default -> throw new IllegalArgumentException(state.toString());
        });
  }

  private static Lifecycle after(List<FlowEvent> events) {
    Lifecycle life = new Lifecycle();
    events.forEach(life::on);
    return life;
  }
}
