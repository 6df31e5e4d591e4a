package org.srv6pipes.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both ends of plain connections, with nothing between them. */
@Timeout(60)
class FaultyPeerTest {

  private static final FaultPlan GOOD = new FaultPlan(1, 200_000, PeerFault.NONE, 0);

  /** What both ends have heard. */
  private record Heards(Heard client, Heard server) {}

  private static FaultPlan bad(PeerFault fault) {
    return new FaultPlan(2, 200_000, fault, 77_777);
  }

  /**
   * @param done what the server does
   * @param known what the client believes of it
   */
  private static Heards run(FaultPlan done, FaultPlan known) throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
        Socket server = listener.accept()) {
      CompletableFuture<Heard> atServer = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> complete(atServer, new FaultyPeer(done, GOOD, server)));
      Heard atClient = new FaultyPeer(GOOD, known, client).run();
      return new Heards(atClient, atServer.get(30, TimeUnit.SECONDS));
    }
  }

  private static void complete(CompletableFuture<Heard> heard, FaultyPeer peer) {
    try {
      heard.complete(peer.run());
    } catch (InterruptedException e) {
      heard.completeExceptionally(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldBeHeardByTheOtherEnd(PeerFault fault) throws Exception {
    Heards heards = run(bad(fault), bad(fault));

    if (fault == PeerFault.RESET) {
      assertThat(heards).isEqualTo(new Heards(Heard.FAILED, Heard.GONE));
    } else if (fault == PeerFault.CLOSE) {
      assertThat(heards.client()).isIn(Set.of(Heard.ALL, Heard.FAILED));
      assertThat(heards.server()).isEqualTo(Heard.GONE);
    } else {
      assertThat(heards).isEqualTo(new Heards(Heard.ALL, Heard.ALL));
    }
  }

  @Test
  void shouldNoticeAnEndThatNobodyMeant() throws Exception {
    assertThat(run(bad(PeerFault.FINISH_EARLY), bad(PeerFault.NONE)).client())
        .isEqualTo(Heard.WRONG);
  }

  @Test
  void shouldNoticeAnotherByte() throws Exception {
    FaultPlan others = new FaultPlan(4, 200_000, PeerFault.NONE, 0);

    assertThat(run(others, bad(PeerFault.NONE)).client()).isEqualTo(Heard.WRONG);
  }

  @Test
  void shouldFailAndNotHangIfItsSocketIsClosed() throws IOException, InterruptedException {
    Socket closed = new Socket();
    closed.close();

    assertThat(new FaultyPeer(GOOD, GOOD, closed).run()).isEqualTo(Heard.FAILED);
  }
}
