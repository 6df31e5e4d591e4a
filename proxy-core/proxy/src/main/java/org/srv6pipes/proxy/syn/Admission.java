package org.srv6pipes.proxy.syn;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.srv6pipes.proxy.chain.FlowChains;
import org.srv6pipes.proxy.chain.FunctionTable;
import org.srv6pipes.proxy.chain.FunctionTable.AbsentFunction;
import org.srv6pipes.proxy.chain.FunctionTable.BadParameters;
import org.srv6pipes.proxy.chain.FunctionTable.Inverted;
import org.srv6pipes.proxy.chain.FunctionTable.Known;
import org.srv6pipes.proxy.chain.FunctionTable.UnknownFunction;
import org.srv6pipes.proxy.chain.PlannedFunction;
import org.srv6pipes.proxy.flow.AdmittedFlow;
import org.srv6pipes.proxy.flow.Egress;
import org.srv6pipes.proxy.flow.Failing;
import org.srv6pipes.wire.ForwardPath;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.OpenReturnPath;
import org.srv6pipes.wire.Refused;
import org.srv6pipes.wire.ReturnPath;
import org.srv6pipes.wire.ReturnPathResult;
import org.srv6pipes.wire.Sid;
import org.srv6pipes.wire.Srh;
import org.srv6pipes.wire.SynPacket;

/**
 * Decides about a SYN, without input or output: what the packet says, what the segment lists mean,
 * what the functions are, what policy allows, in this order. The first check that fails gives the
 * reason.
 */
public final class Admission {

  private final AdmissionPolicy policy;
  private final FunctionTable functions;
  private final Optional<Edge> edge;
  private final boolean draining;

  public Admission(AdmissionPolicy policy, FunctionTable functions) {
    this(policy, functions, Optional.empty(), false);
  }

  private Admission(
      AdmissionPolicy policy, FunctionTable functions, Optional<Edge> edge, boolean draining) {
    this.policy = policy;
    this.functions = functions;
    this.edge = edge;
    this.draining = draining;
  }

  /** The same, but connections without segments may begin their chain here. */
  public Admission with(Optional<Edge> beginning) {
    return new Admission(policy, functions, beginning, draining);
  }

  /** The same, but nobody is admitted any more. */
  public Admission draining() {
    return new Admission(policy, functions, edge, true);
  }

  /**
   * The admission of now, whose functions stay loaded until {@link #leave}, whatever is reloaded
   * meanwhile.
   *
   * @param now answers with another one before the functions of the last are let go
   */
  static Admission enter(Supplier<Admission> now) {
    Admission current = now.get();
    while (!current.functions.retain()) {
      current = now.get();
    }
    return current;
  }

  void leave() {
    functions.release();
  }

  public AdmissionPolicy policy() {
    return policy;
  }

  /** Decides about a packet as it was captured. */
  public Decision decide(ByteBuffer packet) {
    return switch (SynPacket.parse(packet, policy.wire())) {
      case Refused refused -> new Decision.Refuse(Refusal.of(refused), Optional.empty());
      case SynPacket syn -> decide(syn);
    };
  }

  public Decision decide(SynPacket syn) {
    Srh srh = syn.srh();
    Optional<Srh> begun =
        srh == null && !draining ? edge.flatMap(it -> it.header(syn.flowKey())) : Optional.empty();
    if (edge.isPresent() && begun.isEmpty() && !policy.isOurs(syn.activeSid())) {
      return new Decision.NotOurs();
    }
    if (draining) {
      return refuse(Refusal.Kind.DRAINING, "the proxy is stopping");
    }
    if (srh == null && begun.isEmpty()) {
      return refuse(Refusal.Kind.PATH, "the SYN has no SRH, and so no server");
    }
    try {
      return srh == null
          ? new Decision.Accept(new Examination(syn, begun.orElseThrow()).begin())
          : new Examination(syn, srh).decide();
    } catch (RefusalException e) {
      return new Decision.Refuse(e.refusal, e.answer);
    }
  }

  private static Decision refuse(Refusal.Kind kind, String detail) {
    return new Decision.Refuse(new Refusal(kind, detail), Optional.empty());
  }

  /** Ends the examination where it stands. */
  private static final class RefusalException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;
    private final transient Optional<Srh> answer;

    RefusalException(Refusal refusal, Optional<Srh> answer) {
      super(refusal.detail(), null, false, false);
      this.refusal = refusal;
      this.answer = answer;
    }
  }

  /** One SYN under examination. */
  private final class Examination {
    private final SynPacket syn;
    private final Srh srh;
    private Optional<Srh> answer = Optional.empty();

    Examination(SynPacket syn, Srh srh) {
      this.syn = syn;
      this.srh = srh;
    }

    Decision decide() throws RefusalException {
      ForwardPath path = forwardPath();
      ReturnPathResult wayBack = wayBack(path);
      boolean open = isOpen(path.sids());
      Optional<String> absent = open ? absent(path.sids()) : Optional.empty();
      if (absent.isPresent()) {
        checkSource();
        checkDestination();
        return new Decision.Pass(absent.get());
      }
      return new Decision.Accept(admit(path, wayBack, open));
    }

    private AdmittedFlow admit(ForwardPath path, ReturnPathResult wayBack, boolean open)
        throws RefusalException {
      List<PlannedFunction> forward = planned(path.sids());
      ReturnPath back = returnPath(wayBack, path.sids());
      List<PlannedFunction> returning = planned(back.sids());
      checkSource();
      checkDestination();
      return new AdmittedFlow(
          syn.flowKey(),
          policy.handshakeFor(forward),
          syn.ip().trafficClass() & ~ECN_BITS,
          forward,
          returning,
          path.onward(back.onward()),
          path.last() == 1 ? policy.egress() : Egress.RETURN_PATH,
          functions,
          open && isOpen(back.sids()) ? Failing.OPEN : Failing.CLOSED,
          answer.orElse(null));
    }

    /** The first function that is not there. */
    private Optional<String> absent(List<Ipv6Address> sids) {
      return sids.stream().flatMap(address -> absent(address).stream()).findFirst();
    }

    private Optional<String> absent(Ipv6Address address) {
      return functions.meaningOf(policy.layout().decode(address)) instanceof AbsentFunction it
          ? Optional.of(address + ": " + it.detail())
          : Optional.empty();
    }

    /** Whether all may be gone past. */
    private boolean isOpen(List<Ipv6Address> sids) {
      return !functions.open().isEmpty()
          && sids.stream()
              .allMatch(
                  it ->
                      policy.layout().fits(it) && functions.failsOpen(policy.layout().decode(it)));
    }

    /** Nothing is done here but to give the connection its segments. */
    AdmittedFlow begin() throws RefusalException {
      checkSource();
      checkDestination();
      return new AdmittedFlow(
          syn.flowKey(),
          policy.handshakeFor(List.of()),
          syn.ip().trafficClass() & ~ECN_BITS,
          List.of(),
          List.of(),
          srh,
          Egress.RETURN_PATH,
          functions,
          Failing.CLOSED,
          null);
    }

    private ForwardPath forwardPath() throws RefusalException {
      return switch (ForwardPath.find(srh, policy::isOurs)) {
        case Refused refused -> throw refuse(Refusal.of(refused));
        case ForwardPath path -> path;
      };
    }

    private List<PlannedFunction> planned(List<Ipv6Address> sids) throws RefusalException {
      List<PlannedFunction> planned = new ArrayList<>(sids.size());
      for (Ipv6Address address : sids) {
        planned.addAll(planned(address));
      }
      if (planned.size() > FlowChains.MOST_FUNCTIONS) {
        throw refuse(
            Refusal.Kind.BAD_PARAMETERS,
            "%d functions in one pass are more than %d"
                .formatted(planned.size(), FlowChains.MOST_FUNCTIONS));
      }
      return planned;
    }

    private List<PlannedFunction> planned(Ipv6Address address) throws RefusalException {
      if (!policy.layout().fits(address)) {
        throw refuse(
            Refusal.Kind.BAD_PARAMETERS,
            address + " has bits set where the SID layout " + policy.layout() + " has none");
      }
      return switch (functions.meaningOf(policy.layout().decode(address))) {
        case Known known -> known.functions();
        case UnknownFunction unknown ->
            throw refuse(Refusal.Kind.UNKNOWN_FUNCTION, address + ": " + unknown.detail());
        case AbsentFunction absent ->
            throw refuse(Refusal.Kind.UNKNOWN_FUNCTION, address + ": " + absent.detail());
        case BadParameters bad ->
            throw refuse(Refusal.Kind.BAD_PARAMETERS, address + ": " + bad.detail());
      };
    }

    /** Comes before the functions, because a refusal of those takes this way too. */
    private ReturnPathResult wayBack(ForwardPath path) throws RefusalException {
      int passes = path.sids().size();
      ReturnPathResult found =
          ReturnPath.find(syn, policy::isOurs, this::namesAFunction, passes, policy.wire());
      answer =
          switch (found) {
            case Refused refused -> throw refuse(Refusal.of(refused));
            case ReturnPath told -> told.answer();
            case OpenReturnPath open -> open.answer();
          };
      return found;
    }

    private ReturnPath returnPath(ReturnPathResult wayBack, List<Ipv6Address> forward)
        throws RefusalException {
      return switch (wayBack) {
        case Refused refused -> throw refuse(Refusal.of(refused));
        case ReturnPath told -> told;
        case OpenReturnPath open -> open.record(returnSids(forward));
      };
    }

    /** The SID of a proxy, if proxies number functions as this one does. */
    private boolean namesAFunction(Ipv6Address address) {
      return policy.layout().fits(address)
          && !(functions.meaningOf(policy.layout().decode(address)) instanceof UnknownFunction);
    }

    /** The way back that nobody told us: each forward SID is undone. */
    private List<Ipv6Address> returnSids(List<Ipv6Address> forward) throws RefusalException {
      List<Ipv6Address> sids = new ArrayList<>(forward.size());
      for (Ipv6Address address : forward) {
        Sid sid = policy.layout().decode(address);
        Inverted inverse =
            functions
                .inverseOf(sid)
                .orElseThrow(
                    () ->
                        refuse(
                            Refusal.Kind.UNKNOWN_FUNCTION,
                            address + " has no inverse here for the way back"));
        sids.add(policy.layout().encode(sid.prefix(), inverse.function(), inverse.parameters()));
      }
      return sids;
    }

    private void checkSource() throws RefusalException {
      Ipv6Address source = syn.ip().source();
      if (source.isMulticast()
          || source.isLoopback()
          || source.isUnspecified()
          || source.isLinkLocal()
          || policy.isOurs(source)
          || policy.ownAddresses().contains(source)) {
        throw refuse(Refusal.Kind.SOURCE_NOT_ALLOWED, source + " cannot be a client");
      }
      if (!policy.allowFrom().isEmpty() && !AdmissionPolicy.contains(policy.allowFrom(), source)) {
        throw refuse(Refusal.Kind.SOURCE_NOT_ALLOWED, source + " is not in allow-from");
      }
    }

    private void checkDestination() throws RefusalException {
      Ipv6Address server = srh.finalDestination();
      if (server.isMulticast()
          || server.isLoopback()
          || server.isUnspecified()
          || server.isLinkLocal()
          || server.isV4Mapped()) {
        throw refuse(Refusal.Kind.DESTINATION_NOT_ALLOWED, server + " cannot be a server");
      }
      if (policy.ownAddresses().contains(server)) {
        throw refuse(Refusal.Kind.DESTINATION_NOT_ALLOWED, server + " is the proxy's own address");
      }
      if (!policy.allowTo().isEmpty() && !AdmissionPolicy.contains(policy.allowTo(), server)) {
        throw refuse(Refusal.Kind.DESTINATION_NOT_ALLOWED, server + " is not in allow-to");
      }
    }

    private RefusalException refuse(Refusal.Kind kind, String detail) {
      return refuse(new Refusal(kind, detail));
    }

    private RefusalException refuse(Refusal refusal) {
      return new RefusalException(refusal, answer);
    }
  }

  private static final int ECN_BITS = 0b11;
}
