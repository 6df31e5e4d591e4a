package org.srv6pipes.benchmarks.inner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.srv6pipes.function.Direction;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.function.Problems;
import org.srv6pipes.proxy.chain.Block;
import org.srv6pipes.proxy.chain.BufferPool;
import org.srv6pipes.proxy.chain.Chain;
import org.srv6pipes.proxy.chain.FlowChains;
import org.srv6pipes.proxy.chain.FunctionCatalog;
import org.srv6pipes.proxy.chain.FunctionHost;
import org.srv6pipes.proxy.chain.FunctionSetup;
import org.srv6pipes.proxy.chain.FunctionTable;
import org.srv6pipes.proxy.chain.PlannedFunction;
import org.srv6pipes.proxy.chain.PluginException;
import org.srv6pipes.wire.ClientAddress;
import org.srv6pipes.wire.FlowKey;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Ipv6Prefix;
import org.srv6pipes.wire.ServerAddress;
import org.srv6pipes.wire.Sid;
import org.srv6pipes.wire.SidLayout;

/** The built-in functions as a proxy has them, with a key to encrypt with. */
final class BuiltIns implements AutoCloseable {

  static final Ipv6Prefix PREFIX = Ipv6Prefix.parse("fc00:1::/80");
  static final Ipv6Address CLIENT = Ipv6Address.parse("2001:db8:1::2");
  static final Ipv6Address SERVER = Ipv6Address.parse("2001:db8:2::2");

  private static final int CLIENT_PORT = 40_000;
  private static final int SERVER_PORT = 8000;
  private static final String KEY_FILE = "key-file";

  private final Path keys;
  private final FunctionTable table;

  BuiltIns() throws IOException, PluginException {
    keys =
        Files.createTempFile(
            "srv6pipes-bench",
            ".keys",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(keys, "1 = " + "5a".repeat(32) + "\n");
    Map<String, Object> keyFile = Map.of(KEY_FILE, keys.toString());
    Problems problems = new Problems();
    table =
        FunctionTable.configure(
            FunctionCatalog.of(BuiltIns.class.getClassLoader()),
            new FunctionSetup(
                Map.of(), Map.of("encrypt", keyFile, "decrypt", keyFile), List.of(), Path.of("")),
            problems);
    if (!problems.isEmpty()) {
      throw new IllegalStateException(problems.toString());
    }
  }

  FunctionTable table() {
    return table;
  }

  static FlowKey flow(int clientPort) {
    return new FlowKey(
        new ClientAddress(CLIENT, clientPort), new ServerAddress(SERVER, SERVER_PORT));
  }

  /** Functions in a row, each by its name and parameters. */
  List<PlannedFunction> planned(String name, int parameters, int times) {
    int number =
        table.byName(name).orElseThrow(() -> new IllegalArgumentException("no " + name)).number();
    Ipv6Address address = SidLayout.DEFAULT.encode(PREFIX, number, parameters);
    Sid sid = new Sid(address, PREFIX, number, parameters);
    FunctionTable.Meaning meaning = table.meaningOf(sid);
    if (!(meaning instanceof FunctionTable.Known known)) {
      throw new IllegalArgumentException(name + ": " + meaning);
    }
    List<PlannedFunction> row = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      row.addAll(known.functions());
    }
    return row;
  }

  /** A running chain of them, as the relay has it on its loop; what comes out is gone. */
  static Chain chain(List<PlannedFunction> functions, BufferPool buffers) throws FunctionException {
    FlowChains.Site site =
        new FlowChains.Site(flow(CLIENT_PORT), Direction.FORWARD, buffers, new DeafHost());
    return FlowChains.make(functions, site, BuiltIns::swallow);
  }

  private static boolean swallow(Block output) {
    output.bytes().position(output.bytes().limit());
    return true;
  }

  @Override
  public void close() throws IOException {
    table.close();
    Files.delete(keys);
  }

  /** Nothing that is measured here asks to be woken. */
  private static final class DeafHost implements FunctionHost {
    @Override
    public void wakeAfter(int stage, long nanos) {}

    @Override
    public void wake(int stage) {}

    @Override
    public void forget(int stage) {}

    @Override
    public void warn(String function, String message) {
      throw new IllegalStateException(function + ": " + message);
    }
  }
}
