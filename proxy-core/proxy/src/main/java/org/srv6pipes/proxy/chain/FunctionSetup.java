package org.srv6pipes.proxy.chain;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What an operator says about functions.
 *
 * @param numbers by function; others keep their own
 * @param settings the raw settings of each function's section, by function
 * @param folder to which relative paths in settings refer
 * @param open what connections may go past
 */
public record FunctionSetup(
    Map<String, Integer> numbers,
    Map<String, Map<String, Object>> settings,
    List<NamedChain> chains,
    Path folder,
    OpenFunctions open) {

  /** Nothing at all: functions as they are. */
  public static final FunctionSetup NONE =
      new FunctionSetup(Map.of(), Map.of(), List.of(), Path.of(""));

  /** With nothing that fails open. */
  public FunctionSetup(
      Map<String, Integer> numbers,
      Map<String, Map<String, Object>> settings,
      List<NamedChain> chains,
      Path folder) {
    this(numbers, settings, chains, folder, OpenFunctions.NONE);
  }
}
