package org.srv6pipes.proxy.flow;

/** Why a flow ended; one of these stands in its log line. */
public enum EndReason {
  FINISHED("both sides finished"),
  REFUSED_BY_SERVER("the server refused"),
  SERVER_UNREACHABLE("the server is unreachable"),
  NO_ROUTE_TO_SERVER("no route leads to the server"),
  ONWARD_TIMED_OUT("the onward connection timed out"),
  ONWARD_FAILED("the onward connection could not be made"),
  CLIENT_NEVER_ARRIVED("the client never completed its handshake"),
  NO_RETURN_SLOT("no return path was free in time"),
  TABLE_FULL("the flow table is full"),
  CLIENT_LIMIT("the client's network has as many connections as it may"),
  FUNCTION_LIMIT("a function has as many connections as it may"),
  MEMORY_LIMIT("functions hold as much memory as they may"),
  RATE_LIMIT("too many connections begin"),
  EVICTED("evicted for a newer handshake"),
  RESET_BY_CLIENT("reset by the client"),
  RESET_BY_SERVER("reset by the server"),
  CLIENT_VANISHED("the client acknowledges nothing any more"),
  SERVER_VANISHED("the server acknowledges nothing any more"),
  FUNCTION_FAILED("a function failed"),
  IDLE_TIMED_OUT("idle for too long"),
  HALF_CLOSED_TIMED_OUT("half-closed for too long"),
  KILLED("killed by the operator"),
  PROXY_STOPPED("the proxy stopped"),
  INTERNAL_ERROR("an error inside the proxy");

  private final String sentence;

  EndReason(String sentence) {
    this.sentence = sentence;
  }

  /** The reason as a person reads it. */
  public String sentence() {
    return sentence;
  }
}
