package org.srv6pipes.dist.cli;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.proxy.chain.FunctionCatalog;
import org.srv6pipes.proxy.chain.FunctionTable;
import org.srv6pipes.service.config.DidYouMean;
import org.srv6pipes.wire.SidLayout;

/** The functions that a command can name, under the numbers that they have where it looks. */
final class KnownFunctions implements AutoCloseable {

  /**
   * One of them.
   *
   * @param origin the jar or folder that it came from, or that it is a chain of others
   */
  record Known(int number, FunctionDescriptor descriptor, String origin) {

    String name() {
      return descriptor.name();
    }

    /** The name of the jar or folder alone. */
    String shortOrigin() {
      return String.valueOf(Path.of(origin).getFileName());
    }

    /** As a SID shows it. */
    String hexNumber() {
      return "0x%04X".formatted(number);
    }
  }

  private final SidLayout layout;
  private final List<Known> functions;
  private final Runnable unload;

  private KnownFunctions(SidLayout layout, Stream<Known> functions, Runnable unload) {
    this.layout = layout;
    this.functions = functions.toList();
    this.unload = unload;
  }

  /** Under their own numbers. */
  static KnownFunctions of(FunctionCatalog catalog) {
    return new KnownFunctions(
        SidLayout.DEFAULT,
        catalog.functions().stream()
            .map(it -> new Known(it.descriptor().number(), it.descriptor(), it.origin())),
        catalog::close);
  }

  /** Under the numbers that a proxy's configuration gives them, and its chains. */
  static KnownFunctions of(FunctionTable table, SidLayout layout) {
    Stream<Known> functions =
        table.entries().stream()
            .map(it -> new Known(it.number(), it.function().descriptor(), it.function().origin()));
    Stream<Known> chains =
        table.chains().stream().map(it -> new Known(it.number(), it.descriptor(), "chain"));
    return new KnownFunctions(
        layout,
        Stream.concat(functions, chains).sorted(Comparator.comparingInt(Known::number)),
        table::close);
  }

  SidLayout layout() {
    return layout;
  }

  /** Sorted by number. */
  List<Known> all() {
    return functions;
  }

  Known named(String name) throws CommandException {
    return functions.stream()
        .filter(function -> function.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new CommandException(ExitCode.USAGE, unknown(name)));
  }

  Optional<Known> numbered(int number) {
    return functions.stream().filter(function -> function.number() == number).findFirst();
  }

  private String unknown(String name) {
    List<String> names = functions.stream().map(Known::name).toList();
    String hint = DidYouMean.hint(name, names);
    return "there is no function \""
        + name
        + "\""
        + (hint.isEmpty() ? "; there are " + String.join(", ", names) : hint);
  }

  /** Unloads them. */
  @Override
  public void close() {
    unload.run();
  }
}
