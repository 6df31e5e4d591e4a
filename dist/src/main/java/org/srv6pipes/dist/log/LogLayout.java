package org.srv6pipes.dist.log;

import static java.time.ZoneOffset.UTC;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.event.KeyValuePair;

/**
 * {@code 2026-11-20T08:15:30.042Z INFO proxy: message key=value}, one line whatever is in the
 * message. For the journal the time gives way to a priority as {@code sd-daemon(3)} has it: {@code
 * <6>proxy: message key=value}.
 */
final class LogLayout extends LayoutBase<ILoggingEvent> {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(UTC);
  private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");
  private static final Pattern BARE = Pattern.compile("[^\\s\"=]+");
  private static final String OURS = "org.srv6pipes.";

  private final boolean forJournal;

  LogLayout(boolean forJournal) {
    this.forJournal = forJournal;
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(forJournal ? priority(event.getLevel()) : stamp(event));
    line.append(room(event.getLoggerName()))
        .append(": ")
        .append(printable(event.getFormattedMessage()));
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      pairs.forEach(
          pair ->
              line.append(' ')
                  .append(pair.key)
                  .append('=')
                  .append(quoted(String.valueOf(pair.value))));
    }
    line.append('\n');
    IThrowableProxy thrown = event.getThrowableProxy();
    return thrown == null
        ? line.toString()
        : line.append(ThrowableProxyUtil.asString(thrown)).toString();
  }

  private static String stamp(ILoggingEvent event) {
    return TIME.format(Instant.ofEpochMilli(event.getTimeStamp())) + " " + event.getLevel() + " ";
  }

  private static String priority(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> "<3>";
      case Level.WARN_INT -> "<4>";
      case Level.INFO_INT -> "<6>";
      default -> "<7>";
    };
  }

  /** The first part of our package names; other people's loggers keep their names. */
  private static String room(String logger) {
    if (!logger.startsWith(OURS)) {
      return logger;
    }
    int end = logger.indexOf('.', OURS.length());
    return logger.substring(OURS.length(), end < 0 ? logger.length() : end);
  }

  private static String quoted(String value) {
    return BARE.matcher(value).matches()
        ? value
        : '"' + printable(value.replace("\"", "\\\"")) + '"';
  }

  /** Text may come from the network: it must not break the line nor drive a terminal. */
  private static String printable(String text) {
    return CONTROL
        .matcher(text)
        .replaceAll(control -> "\\\\x%02x".formatted((int) control.group().charAt(0)));
  }
}
