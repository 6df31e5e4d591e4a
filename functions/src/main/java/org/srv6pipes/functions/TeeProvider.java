package org.srv6pipes.functions;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.srv6pipes.function.ConfigSection;
import org.srv6pipes.function.Effect;
import org.srv6pipes.function.Entries;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.FunctionFactory;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.Inverse;
import org.srv6pipes.function.ParameterField;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Problems;
import org.srv6pipes.function.Setting;
import org.srv6pipes.function.Traits;
import org.srv6pipes.function.Work;

/** {@code tee}: a copy of the stream in a file. */
public final class TeeProvider extends BuiltIn {

  private static final Setting<Optional<Path>> PATH =
      Setting.path("path", "Where the copies go; made with mode 0600, appended to if it is there.");
  private static final Setting<String> FORMAT =
      Setting.text(
          "format",
          "pcapng",
          "Either pcapng, for Wireshark, or text: a line with time, addresses and length before"
              + " each piece.");
  private static final Setting<Long> MAX_SIZE =
      Setting.size("max-size", 64 << 20, "From which size on the file is put aside.");
  private static final Setting<Long> KEEP =
      Setting.number("keep", 0, 1_000, 4, "How many files are kept aside, as path.1, path.2, ….");
  private static final Setting<Boolean> REQUIRED =
      Setting.flag(
          "required",
          false,
          "Whether a connection ends when its copy cannot be written, instead of going on"
              + " without.");

  private static final Entries FILES =
      new Entries(
          ParameterField.number("file", 0, 16)
              .range(1, 0xFFFF)
              .doc("The number of a file in the configuration."),
          Setting.tables("files", "Where copies go.", PATH, FORMAT, MAX_SIZE, KEEP, REQUIRED));

  private static final FunctionDescriptor DESCRIPTOR =
      FunctionDescriptor.of(
              "tee",
              0x0040,
              "Writes a copy of the stream, with addresses and times, to a file, and leaves its"
                  + " bytes alone.")
          .entries(FILES)
          .inverse(Inverse.withSameParameters("tee"))
          .keepingBytes();

  private static final Traits TRAITS =
      Traits.DEFAULT.effect(Effect.OBSERVES).work(Work.BLOCKING).memoryPerFlow(512);

  /** For the service loader. */
  public TeeProvider() {
    super(DESCRIPTOR);
  }

  @Override
  public FunctionFactory configure(ConfigSection section, Problems problems) {
    Map<Long, TeeFile> files = new HashMap<>();
    Set<Path> seen = new HashSet<>();
    FILES
        .read(section, problems)
        .forEach(
            (number, entry) ->
                file("files." + number + ".", entry, seen, problems)
                    .ifPresent(file -> files.put(number, file)));
    return new Factory(files);
  }

  private static Optional<TeeFile> file(
      String key, ConfigSection entry, Set<Path> seen, Problems problems) {
    Optional<TeeFormat> format = TeeFormat.of(entry.get(FORMAT));
    if (format.isEmpty()) {
      problems.report(key + FORMAT.name(), "there is no such format", "known are pcapng, text");
    }
    Optional<Path> path = entry.get(PATH);
    if (path.isEmpty()) {
      problems.report(key + PATH.name(), "it is missing");
    } else if (!seen.add(path.get())) {
      problems.report(key + PATH.name(), "two entries write to " + path.get());
    } else if (!Files.isDirectory(path.get().resolveSibling(""))) {
      problems.report(key + PATH.name(), "there is no folder for " + path.get());
    } else {
      return format.map(
          known ->
              new TeeFile(
                  path.get(),
                  known,
                  entry.get(MAX_SIZE),
                  Math.toIntExact(entry.get(KEEP)),
                  entry.get(REQUIRED)));
    }
    return Optional.empty();
  }

  private record Factory(Map<Long, TeeFile> files) implements FunctionFactory {

    @Override
    public FunctionPlan plan(Parameters parameters, Problems problems) {
      return FILES
          .pick(files, parameters, problems)
          .map(file -> FunctionPlan.of(TRAITS, flow -> new Tee(flow, file)))
          .orElseGet(FunctionPlan::refused);
    }

    @Override
    public void close() {
      Collection<TeeFile> all = files.values();
      all.forEach(TeeFile::close);
    }
  }
}
