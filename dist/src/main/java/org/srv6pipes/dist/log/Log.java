package org.srv6pipes.dist.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.recovery.ResilientOutputStreamBase;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Sets the log up; logback finds this class by {@code META-INF/services} when the first logger is
 * asked for.
 *
 * <p>An event loop must not wait for whoever reads standard error: lines go through a bounded
 * queue, and what does not fit is lost.
 */
public final class Log extends ContextAwareBase implements Configurator {

  private static final String OURS = "org.srv6pipes";

  private static final int MOST_WAITING = 8192;

  private static final String CONNECTIONS = "connections";

  private static final StatusListener TROUBLE = Log::tellOfTrouble;

  private static volatile @Nullable LoggerContext started;

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    AsyncAppender queue = queued(standardError(context), context);
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(ch.qos.logback.classic.Level.INFO);
    root.addAppender(queue);
    started = context;
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static AsyncAppender queued(Appender<ILoggingEvent> target, LoggerContext context) {
    AsyncAppender queue = new AsyncAppender();
    queue.setContext(context);
    queue.setQueueSize(MOST_WAITING);
    queue.setDiscardingThreshold(0);
    queue.setNeverBlock(true);
    queue.addAppender(target);
    queue.start();
    return queue;
  }

  private static Encoder<ILoggingEvent> encoder(
      Layout<ILoggingEvent> layout, LoggerContext context) {
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    return encoder;
  }

  private static ConsoleAppender<ILoggingEvent> standardError(LoggerContext context) {
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder(new LogLayout(Journal.readsStandardError()), context));
    appender.start();
    return appender;
  }

  /**
   * A file of lines, opened anew even if it was open before, so that it may have been moved away.
   * What does not fit into the queue in front of it is lost.
   *
   * @throws IOException if it cannot be written
   */
  public static Consumer<String> file(Path path) throws IOException {
    Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
    ch.qos.logback.classic.Logger logger =
        (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(CONNECTIONS);
    LoggerContext context = logger.getLoggerContext();
    FileAppender<ILoggingEvent> appender = new FileAppender<>();
    appender.setContext(context);
    appender.setName(CONNECTIONS);
    appender.setFile(path.toString());
    appender.setEncoder(encoder(new PlainLines(), context));
    logger.detachAndStopAllAppenders();
    context.getStatusManager().remove(TROUBLE);
    context.getStatusManager().add(TROUBLE);
    appender.start();
    logger.addAppender(queued(appender, context));
    logger.setAdditive(false);
    logger.setLevel(ch.qos.logback.classic.Level.INFO);
    return logger::info;
  }

  /** That a file cannot be written, or again can: logback itself only remembers it. */
  private static void tellOfTrouble(Status status) {
    if (status.getOrigin() instanceof ResilientOutputStreamBase) {
      Logger log = LoggerFactory.getLogger(Log.class);
      if (status.getLevel() == Status.ERROR) {
        log.warn("{}: lines are lost: {}", status.getMessage(), reason(status));
      } else {
        log.info(status.getMessage());
      }
    }
  }

  private static String reason(Status status) {
    Throwable cause = status.getThrowable();
    return cause == null ? "no reason is known" : String.valueOf(cause.getMessage());
  }

  /** Nothing but what was said. */
  private static final class PlainLines extends LayoutBase<ILoggingEvent> {
    @Override
    public String doLayout(ILoggingEvent event) {
      return event.getMessage() + "\n";
    }
  }

  /** From now on, our own lines of this level and above; libraries stay at INFO. */
  public static void level(Level level) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger(OURS).setLevel(ch.qos.logback.classic.Level.convertAnSLF4JLevel(level));
    }
  }

  /**
   * Writes what still waits; nothing is logged afterwards. Does nothing when nobody logged at all.
   */
  public static void close() {
    LoggerContext context = started;
    if (context != null) {
      context.stop();
    }
  }
}
