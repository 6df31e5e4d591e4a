package org.srv6pipes.proxy.chain;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.srv6pipes.function.ConfigSection;
import org.srv6pipes.function.FunctionFactory;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.Inverse;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Problems;
import org.srv6pipes.wire.Sid;

/**
 * One generation of configured functions, by number: what a SID means here. Used by all threads.
 *
 * <p>Plans are kept, because most SYNs name the same few functions with the same parameters.
 *
 * <p>A table outlives its replacement by another generation until the last flow that uses it has
 * ended: whoever uses it {@linkplain #retain retains} it, and the last to let go closes the
 * factories and what they were loaded by.
 */
public final class FunctionTable implements AutoCloseable {

  private static final int MOST_PLANS = 4096;

  /** A function under the number that it has here. */
  public record Entry(int number, LoadedFunction function, FunctionFactory factory) {

    public String name() {
      return function.name();
    }
  }

  /** What a SID means: a planned function, or the reason why it means nothing. */
  public sealed interface Meaning {}

  public record Known(PlannedFunction function) implements Meaning {}

  public record UnknownFunction(String detail) implements Meaning {}

  public record BadParameters(String detail) implements Meaning {}

  private record PlanKey(int function, int parameters) {}

  private sealed interface Planned {}

  private record Plan(Entry entry, FunctionPlan plan) implements Planned {}

  private record NoPlan(String detail) implements Planned {}

  private final FunctionCatalog catalog;
  private final Map<Integer, Entry> byNumber;
  private final Map<PlanKey, Planned> plans = new ConcurrentHashMap<>();
  private final AtomicInteger users = new AtomicInteger(1);

  private FunctionTable(FunctionCatalog catalog, Map<Integer, Entry> byNumber) {
    this.catalog = catalog;
    this.byNumber = byNumber;
  }

  /**
   * Configures every function of the catalogue, which belongs to the table from then on.
   *
   * @param numbers numbers that the operator gave, by name; others keep their own
   * @param settings the raw settings of each function's section, by name
   * @param folder to which relative paths in settings refer
   * @param problems receives what is wrong; then the table must not be used
   */
  public static FunctionTable configure(
      FunctionCatalog catalog,
      Map<String, Integer> numbers,
      Map<String, Map<String, Object>> settings,
      Path folder,
      Problems problems) {
    Map<Integer, Entry> byNumber = new TreeMap<>();
    for (LoadedFunction function : catalog.functions()) {
      int number = numbers.getOrDefault(function.name(), function.descriptor().number());
      Problems own = new Problems();
      ConfigSection section =
          ConfigSection.read(
              settings.getOrDefault(function.name(), Map.of()),
              function.descriptor().settings(),
              folder,
              own);
      FunctionFactory factory = function.provider().configure(section, own);
      own.list().forEach(p -> problems.report(key(function, p.key()), p.message(), p.suggestion()));
      Entry before = byNumber.put(number, new Entry(number, function, factory));
      if (before != null) {
        problems.report(
            key(function, "number"),
            "functions %s and %s have the number 0x%04X"
                .formatted(before.name(), function.name(), number),
            "give one of them another: [functions." + function.name() + "] number = 0x…");
      }
    }
    return new FunctionTable(catalog, byNumber);
  }

  private static String key(LoadedFunction function, String key) {
    String section = "functions." + function.name();
    return key.isEmpty() ? section : section + '.' + key;
  }

  /** All functions, by number. */
  public Collection<Entry> entries() {
    return byNumber.values();
  }

  public Optional<Entry> byName(String name) {
    return byNumber.values().stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  /** What a SID of this proxy asks for. */
  public Meaning meaningOf(Sid sid) {
    PlanKey key = new PlanKey(sid.function(), sid.parameters());
    Planned planned = plans.get(key);
    if (planned == null) {
      Entry entry = byNumber.get(sid.function());
      if (entry == null) {
        return new UnknownFunction("no function has the number 0x%04X".formatted(sid.function()));
      }
      planned = plan(entry, sid.parameters());
      keep(key, planned);
    }
    return switch (planned) {
      case Plan plan ->
          new Known(
              new PlannedFunction(
                  plan.entry().name(), sid, new Parameters(sid.parameters()), plan.plan()));
      case NoPlan none -> new BadParameters(none.detail());
    };
  }

  private static Planned plan(Entry entry, int bits) {
    Parameters parameters = new Parameters(bits);
    Problems problems = new Problems();
    entry.function().descriptor().parameters().check(parameters, problems);
    if (problems.isEmpty()) {
      FunctionPlan plan = entry.factory().plan(parameters, problems);
      if (problems.isEmpty()) {
        return new Plan(entry, plan);
      }
    }
    return new NoPlan(entry.name() + parameters + ": " + problems);
  }

  /** Parameters that somebody makes up must not fill the memory. */
  private void keep(PlanKey key, Planned planned) {
    if (plans.size() >= MOST_PLANS) {
      plans.clear();
    }
    plans.put(key, planned);
  }

  /** Number and parameters with which this proxy undoes a function on the way back. */
  public record Inverted(int function, int parameters) {}

  /** The declared inverse of a function, if it has one and it is loaded. */
  public Optional<Inverted> inverseOf(PlannedFunction function) {
    return byName(function.name())
        .flatMap(entry -> entry.function().descriptor().inverse())
        .flatMap(inverse -> inverted(inverse, function));
  }

  private Optional<Inverted> inverted(Inverse inverse, PlannedFunction function) {
    int parameters = inverse.parameters().apply(function.parameters()).bits();
    return byName(inverse.name()).map(entry -> new Inverted(entry.number(), parameters));
  }

  /** A function by name with every parameter at its default. */
  public Optional<Inverted> plain(String name) {
    return byName(name).map(entry -> new Inverted(entry.number(), 0));
  }

  /** Keeps the table open for one more user; false if it is closed already. */
  public boolean retain() {
    return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
  }

  /** One user less; the last one closes. */
  public void release() {
    if (users.decrementAndGet() == 0) {
      byNumber.values().forEach(entry -> entry.factory().close());
      catalog.close();
    }
  }

  /** The owner lets go. */
  @Override
  public void close() {
    release();
  }
}
