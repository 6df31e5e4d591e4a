package org.srv6pipes.linux;

/**
 * A call that the kernel refused: what was called, on which object, the error by name, and how to
 * mend it.
 *
 * <p>The message reads like {@code NFQUEUE 0: bind: EPERM. Needs CAP_NET_ADMIN: …}.
 */
public final class LinuxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String call;
  private final int errno;
  private final String object;
  private final String hint;

  LinuxException(String call, int errno, String object, String hint) {
    super(object + ": " + call + ": " + Errno.name(errno) + (hint.isEmpty() ? "" : ". " + hint));
    this.call = call;
    this.errno = Math.abs(errno);
    this.object = object;
    this.hint = hint;
  }

  LinuxException(String call, int errno, String object) {
    this(call, errno, object, Errno.usualRemedy(errno));
  }

  /**
   * The call that failed, with the option or command where it has one: {@code
   * setsockopt(IPV6_RTHDR)}.
   */
  public String call() {
    return call;
  }

  /** The error number, positive: one of the constants of {@link Errno}. */
  public int errno() {
    return errno;
  }

  public String errnoName() {
    return Errno.name(errno);
  }

  /** What the call was made on, such as {@code NFQUEUE 0}. */
  public String object() {
    return object;
  }

  /** What to do about it; empty where nothing useful is known. */
  public String hint() {
    return hint;
  }
}
