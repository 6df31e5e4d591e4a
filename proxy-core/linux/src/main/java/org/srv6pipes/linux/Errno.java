package org.srv6pipes.linux;

/**
 * Error numbers of asm-generic/errno-base.h and asm-generic/errno.h, which x86-64 and aarch64
 * share.
 *
 * <p>Calls answer them negated: {@code TcpSocket.read(…) == -Errno.EAGAIN}.
 */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int EBADF = 9;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int ENODEV = 19;
  public static final int EINVAL = 22;
  public static final int ENFILE = 23;
  public static final int EMFILE = 24;
  public static final int EROFS = 30;
  public static final int EPIPE = 32;
  public static final int EBADMSG = 74;
  public static final int EMSGSIZE = 90;
  public static final int ENOPROTOOPT = 92;
  public static final int EPROTONOSUPPORT = 93;
  public static final int EOPNOTSUPP = 95;
  public static final int EAFNOSUPPORT = 97;
  public static final int EADDRINUSE = 98;
  public static final int EADDRNOTAVAIL = 99;
  public static final int ENETUNREACH = 101;
  public static final int ECONNABORTED = 103;
  public static final int ECONNRESET = 104;
  public static final int ENOBUFS = 105;
  public static final int EISCONN = 106;
  public static final int ENOTCONN = 107;
  public static final int ETIMEDOUT = 110;
  public static final int ECONNREFUSED = 111;
  public static final int EHOSTUNREACH = 113;
  public static final int EINPROGRESS = 115;

  /** Indexed by number; 0, 41 and 58 are not in use. */
  private static final String[] NAMES =
      """
      0 EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF
      ECHILD EAGAIN ENOMEM EACCES EFAULT ENOTBLK EBUSY EEXIST EXDEV ENODEV
      ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE
      EROFS EMLINK EPIPE EDOM ERANGE EDEADLK ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY
      ELOOP 41 ENOMSG EIDRM ECHRNG EL2NSYNC EL3HLT EL3RST ELNRNG EUNATCH
      ENOCSI EL2HLT EBADE EBADR EXFULL ENOANO EBADRQC EBADSLT 58 EBFONT
      ENOSTR ENODATA ETIME ENOSR ENONET ENOPKG EREMOTE ENOLINK EADV ESRMNT
      ECOMM EPROTO EMULTIHOP EDOTDOT EBADMSG EOVERFLOW ENOTUNIQ EBADFD EREMCHG ELIBACC
      ELIBBAD ELIBSCN ELIBMAX ELIBEXEC EILSEQ ERESTART ESTRPIPE EUSERS ENOTSOCK EDESTADDRREQ
      EMSGSIZE EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT
      EAFNOSUPPORT EADDRINUSE EADDRNOTAVAIL
      ENETDOWN ENETUNREACH ENETRESET ECONNABORTED ECONNRESET ENOBUFS EISCONN ENOTCONN ESHUTDOWN
      ETOOMANYREFS
      ETIMEDOUT ECONNREFUSED EHOSTDOWN EHOSTUNREACH EALREADY EINPROGRESS ESTALE EUCLEAN ENOTNAM ENAVAIL
      EISNAM EREMOTEIO EDQUOT ENOMEDIUM EMEDIUMTYPE ECANCELED ENOKEY EKEYEXPIRED EKEYREVOKED EKEYREJECTED
      EOWNERDEAD ENOTRECOVERABLE ERFKILL EHWPOISON
      """
          .strip()
          .split("\\s+");

  private Errno() {}

  /** The symbolic name, such as {@code ECONNREFUSED}; takes the number negated or not. */
  public static String name(int errno) {
    int number = Math.abs(errno);
    return number < NAMES.length ? NAMES[number] : Integer.toString(number);
  }

  /**
   * What usually mends this error where the caller knows nothing better; empty when there is no
   * such thing.
   */
  static String usualRemedy(int errno) {
    return switch (Math.abs(errno)) {
      case EPERM, EACCES ->
          "Needs CAP_NET_ADMIN (raw sockets: CAP_NET_RAW) in this network namespace: run as root,"
              + " or give the service AmbientCapabilities=.";
      case EMFILE ->
          "This process has reached its limit of open files: raise LimitNOFILE= or ulimit -n.";
      case ENFILE ->
          "The whole machine has reached its limit of open files: raise the sysctl fs.file-max.";
      case ENOBUFS, ENOMEM ->
          "The kernel has no memory left for this: lower the limits or add memory.";
      case EADDRINUSE ->
          "Another socket holds that address and port: 'ss -tanp' (as root) shows which.";
      case EADDRNOTAVAIL ->
          "The address is not one of this host's: a foreign one needs IPV6_TRANSPARENT or"
              + " IPV6_FREEBIND.";
      case ENOPROTOOPT, EPROTONOSUPPORT, EOPNOTSUPP ->
          "This kernel was built without it, or is too old for it.";
      case EAFNOSUPPORT -> "This kernel has no IPv6: remove ipv6.disable=1 from its command line.";
      case ENETUNREACH, EHOSTUNREACH ->
          "There is no route there: 'ip -6 route get' with that address shows what the kernel"
              + " finds.";
      default -> "";
    };
  }
}
