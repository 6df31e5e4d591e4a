package org.srv6pipes.proxy.chain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.function.Argument;
import org.srv6pipes.function.ConfigSection;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.FunctionFactory;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.Inverse;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Problems;
import org.srv6pipes.wire.Sid;

/**
 * One generation of configured functions and chains of them, by number: what a SID means here. Used
 * by all threads.
 *
 * <p>Plans are kept, because most SYNs name the same few functions with the same parameters.
 *
 * <p>A table outlives its replacement by another generation until the last flow that uses it has
 * ended: whoever uses it {@linkplain #retain retains} it, and the last to let go closes the
 * factories and what they were loaded by.
 */
public final class FunctionTable implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FunctionTable.class);
  private static final int MOST_PLANS = 4096;

  /** A function under the number that it has here. */
  public record Entry(int number, LoadedFunction function, FunctionFactory factory) {

    public String name() {
      return function.name();
    }
  }

  /** What a SID means: planned functions, or the reason why it means nothing. */
  public sealed interface Meaning {}

  /**
   * @param functions one, or those of a configured chain
   */
  public record Known(List<PlannedFunction> functions) implements Meaning {}

  public record UnknownFunction(String detail) implements Meaning {}

  public record BadParameters(String detail) implements Meaning {}

  /** A function that could not be loaded, and that connections may go past. */
  public record AbsentFunction(String detail) implements Meaning {}

  private record PlanKey(int function, int parameters) {}

  private sealed interface Planned {}

  private record Plans(List<Step> steps) implements Planned {}

  private record Step(String name, Parameters parameters, FunctionPlan plan) {
    PlannedFunction forSid(Sid sid) {
      return new PlannedFunction(name, sid, parameters, plan);
    }
  }

  private record NoPlan(String detail) implements Planned {}

  private final FunctionCatalog catalog;
  private final Map<Integer, Entry> byNumber = new TreeMap<>();
  private final Map<Integer, NamedChain> chains = new TreeMap<>();
  private final Map<PlanKey, Planned> plans = new ConcurrentHashMap<>();
  private final Map<Integer, String> absent = new TreeMap<>();
  private final Set<Integer> open = new TreeSet<>();
  private final AtomicInteger users = new AtomicInteger(1);

  private FunctionTable(FunctionCatalog catalog) {
    this.catalog = catalog;
  }

  /**
   * Configures every function of the catalogue, which belongs to the table from then on.
   *
   * @param problems receives what is wrong; then the table must not be used
   */
  public static FunctionTable configure(
      FunctionCatalog catalog, FunctionSetup setup, Problems problems) {
    FunctionTable table = new FunctionTable(catalog);
    catalog.functions().forEach(function -> table.configure(function, setup, problems));
    setup.chains().forEach(chain -> table.add(chain, problems));
    setup.chains().forEach(chain -> table.check(chain, problems));
    table.open(setup.open(), problems);
    return table;
  }

  private void open(OpenFunctions wanted, Problems problems) {
    wanted.absent().forEach((name, number) -> addAbsent(name, number, problems));
    wanted.names().forEach(name -> named(name).ifPresent(it -> open.add(it.function())));
    wanted.names().forEach(name -> checkOpen(name, problems));
    wanted.names().forEach(this::warnOfHalf);
  }

  /** What is skipped here and undone elsewhere are bytes that nobody wrote. */
  private void warnOfHalf(String name) {
    byName(name)
        .map(entry -> entry.function().descriptor())
        .filter(descriptor -> !descriptor.keepsBytes())
        .flatMap(FunctionDescriptor::inverse)
        .ifPresent(
            inverse ->
                LOG.warn(
                    "function={} fails open: where another proxy runs {} on the same bytes, what"
                        + " went past this one comes out wrong",
                    name,
                    inverse.name()));
  }

  private void addAbsent(String name, int number, Problems problems) {
    Optional<String> namesake = nameOf(number);
    namesake.ifPresent(
        other ->
            problems.report(
                "functions." + name + ".number",
                "%s has the number 0x%04X, too".formatted(other, number),
                "give one of them another"));
    absent.put(number, name);
    open.add(number);
  }

  private void checkOpen(String name, Problems problems) {
    Optional<NamedChain> chain =
        chains.values().stream().filter(it -> it.name().equals(name)).findFirst();
    String key = (chain.isPresent() ? "chains." : "functions.") + name + ".fail";
    Stream<String> members =
        chain.map(it -> it.steps().stream().map(NamedChain.Step::function)).orElse(Stream.of(name));
    members
        .filter(this::neverOpen)
        .forEach(
            it ->
                problems.report(
                    key,
                    it + " must never be gone around: its bytes would travel unprotected",
                    "remove this key"));
    inverseOf(name)
        .filter(it -> !open.contains(it.function()))
        .flatMap(it -> nameOf(it.function()))
        .ifPresent(
            it ->
                problems.report(
                    key,
                    it + " takes the way back of " + name + ", and it fails closed",
                    "write [functions." + it + "] fail = \"open\", too"));
  }

  private boolean neverOpen(String function) {
    return byName(function).filter(it -> it.function().descriptor().failsClosed()).isPresent();
  }

  private Optional<Inverted> inverseOf(String name) {
    return named(name).flatMap(it -> inverseOf(it.function(), new Parameters(it.parameters())));
  }

  /** Whether what a SID asks for may be gone past. */
  public boolean failsOpen(Sid sid) {
    return open.contains(sid.function());
  }

  /** The numbers of all functions and chains that may be gone past. */
  public Set<Integer> open() {
    return Collections.unmodifiableSet(open);
  }

  /** The names of those of them that could not be loaded. */
  public Collection<String> absent() {
    return Collections.unmodifiableCollection(absent.values());
  }

  private void configure(LoadedFunction function, FunctionSetup setup, Problems problems) {
    int number = setup.numbers().getOrDefault(function.name(), function.descriptor().number());
    Problems own = new Problems();
    ConfigSection section =
        ConfigSection.read(
            setup.settings().getOrDefault(function.name(), Map.of()),
            function.descriptor().settings(),
            setup.folder(),
            own);
    Optional<FunctionFactory> factory = factoryOf(function, section, own);
    own.list().forEach(p -> problems.report(key(function, p.key()), p.message(), p.suggestion()));
    Entry before =
        factory.map(it -> byNumber.put(number, new Entry(number, function, it))).orElse(null);
    if (before != null) {
      problems.report(
          key(function, "number"),
          "functions %s and %s have the number 0x%04X"
              .formatted(before.name(), function.name(), number),
          "give one of them another: [functions." + function.name() + "] number = 0x…");
    }
  }

  private static Optional<FunctionFactory> factoryOf(
      LoadedFunction function, ConfigSection section, Problems problems) {
    try {
      return Optional.of(function.provider().configure(section, problems));
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      LOG.error("function={} failed in configure(), which must not", function.name(), e);
      problems.report("", "it cannot be configured: " + e, "remove " + function.origin());
      return Optional.empty();
    }
  }

  private void add(NamedChain chain, Problems problems) {
    Optional<String> namesake = nameOf(chain.number());
    namesake.ifPresent(
        other ->
            problems.report(
                key(chain, "number"),
                "chain %s and %s have the number 0x%04X"
                    .formatted(chain.name(), other, chain.number()),
                "give the chain another"));
    if (byName(chain.name()).isPresent()) {
      problems.report(key(chain, ""), "a function has this name", "give the chain another");
    }
    if (namesake.isEmpty()) {
      chains.put(chain.number(), chain);
    }
  }

  private void check(NamedChain chain, Problems problems) {
    if (plan(chain) instanceof NoPlan none) {
      problems.report(key(chain, "functions"), none.detail());
    }
    if (named(chain.inverse()).isEmpty()) {
      problems.report(
          key(chain, "inverse"),
          "there is no chain or function \"" + chain.inverse() + "\"",
          "name what undoes this one, or write \"" + NamedChain.IDENTITY + "\"");
    }
  }

  private static String key(NamedChain chain, String key) {
    String section = "chains." + chain.name();
    return key.isEmpty() ? section : section + '.' + key;
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

  /** The configured chains, by number. */
  public Collection<NamedChain> chains() {
    return chains.values();
  }

  private Optional<String> nameOf(int number) {
    return Optional.ofNullable(byNumber.get(number))
        .map(Entry::name)
        .or(() -> Optional.ofNullable(chains.get(number)).map(NamedChain::name));
  }

  /** What a SID of this proxy asks for. */
  public Meaning meaningOf(Sid sid) {
    String missing = absent.get(sid.function());
    if (missing != null) {
      return new AbsentFunction("function " + missing + " could not be loaded");
    }
    PlanKey key = new PlanKey(sid.function(), sid.parameters());
    Planned planned = plans.get(key);
    if (planned == null) {
      Optional<Planned> made = plan(sid.function(), new Parameters(sid.parameters()));
      if (made.isEmpty()) {
        return new UnknownFunction("no function has the number 0x%04X".formatted(sid.function()));
      }
      planned = made.get();
      keep(key, planned);
    }
    return switch (planned) {
      case Plans found -> new Known(found.steps().stream().map(it -> it.forSid(sid)).toList());
      case NoPlan none -> new BadParameters(none.detail());
    };
  }

  private Optional<Planned> plan(int number, Parameters parameters) {
    return Optional.ofNullable(byNumber.get(number))
        .map(entry -> plan(entry, parameters))
        .or(() -> Optional.ofNullable(chains.get(number)).map(it -> plan(it, parameters)));
  }

  private Planned plan(NamedChain chain, Parameters parameters) {
    return parameters.bits() == 0
        ? plan(chain)
        : new NoPlan("chain " + chain.name() + " takes no parameters: " + parameters);
  }

  private Planned plan(NamedChain chain) {
    List<Step> steps = new ArrayList<>();
    for (NamedChain.Step step : chain.steps()) {
      Planned planned =
          byName(step.function())
              .map(entry -> plan(entry, step.parameters()))
              .orElseGet(() -> new NoPlan("there is no function \"" + step.function() + "\""));
      switch (planned) {
        case Plans one -> steps.addAll(one.steps());
        case NoPlan none -> {
          return none;
        }
      }
    }
    return new Plans(steps);
  }

  private static Planned plan(Entry entry, Parameters parameters) {
    Problems problems = new Problems();
    entry.function().descriptor().parameters().check(parameters, problems);
    if (problems.isEmpty()) {
      try {
        FunctionPlan plan = entry.factory().plan(parameters, problems);
        if (problems.isEmpty()) {
          return new Plans(List.of(new Step(entry.name(), parameters, plan)));
        }
      } catch (RuntimeException | LinkageError | StackOverflowError e) {
        LOG.error("function={} failed in plan(), which must not", entry.name(), e);
        problems.report("", "it failed: " + e);
      }
    }
    return new NoPlan(entry.name() + '(' + parameters + "): " + problems);
  }

  /** Parameters that somebody makes up must not fill the memory. */
  private void keep(PlanKey key, Planned planned) {
    if (plans.size() >= MOST_PLANS) {
      plans.clear();
    }
    plans.put(key, planned);
  }

  /** A planned function as a person would write it, with the parameters that are not defaults. */
  public String written(PlannedFunction function) {
    String arguments =
        byName(function.name())
            .map(it -> it.function().descriptor().parameters().decode(function.parameters()))
            .map(it -> it.stream().map(Argument::toString).collect(Collectors.joining(", ")))
            .orElse("");
    return arguments.isEmpty() ? function.name() : function.name() + "(" + arguments + ")";
  }

  /** Number and parameters with which this proxy undoes a function on the way back. */
  public record Inverted(int function, int parameters) {}

  /**
   * What undoes a function or chain on the way back: its declared inverse if that is loaded,
   * otherwise the function that does nothing; empty if that is not there either.
   */
  public Optional<Inverted> inverseOf(Sid sid) {
    return inverseOf(sid.function(), new Parameters(sid.parameters()));
  }

  private Optional<Inverted> inverseOf(int function, Parameters parameters) {
    NamedChain chain = chains.get(function);
    return Optional.ofNullable(byNumber.get(function))
        .flatMap(entry -> entry.function().descriptor().inverse())
        .flatMap(inverse -> inverted(inverse, parameters))
        .or(() -> named(chain == null ? NamedChain.IDENTITY : chain.inverse()));
  }

  private Optional<Inverted> inverted(Inverse inverse, Parameters parameters) {
    int undoing = inverse.parameters().apply(parameters).bits();
    return byName(inverse.name()).map(entry -> new Inverted(entry.number(), undoing));
  }

  /** A chain, or a function with every parameter at its default. */
  private Optional<Inverted> named(String name) {
    return chains.values().stream()
        .filter(chain -> chain.name().equals(name))
        .map(NamedChain::number)
        .findFirst()
        .or(() -> byName(name).map(Entry::number))
        .map(number -> new Inverted(number, 0));
  }

  /** Keeps the table open for one more user; false if it is closed already. */
  public boolean retain() {
    return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
  }

  /** One user less; the last one closes. */
  public void release() {
    if (users.decrementAndGet() == 0) {
      byNumber.values().forEach(FunctionTable::close);
      catalog.close();
    }
  }

  private static void close(Entry entry) {
    tell(entry, entry.factory()::close, "close()");
  }

  private static void tell(Entry entry, Runnable what, String name) {
    try {
      what.run();
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      LOG.error("function={} failed in {} of its factory, which must not", entry.name(), name, e);
    }
  }

  /** The owner lets go: flows that are there go on, and no other begins. */
  @Override
  public void close() {
    byNumber.values().forEach(entry -> tell(entry, entry.factory()::replaced, "replaced()"));
    release();
  }
}
