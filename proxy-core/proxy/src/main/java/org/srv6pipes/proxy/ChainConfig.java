package org.srv6pipes.proxy;

import static org.srv6pipes.service.config.ValueTypes.STRING;
import static org.srv6pipes.service.config.ValueTypes.integer;
import static org.srv6pipes.service.config.ValueTypes.oneOf;

import java.util.Optional;
import org.srv6pipes.proxy.flow.Failing;
import org.srv6pipes.service.config.Key;
import org.srv6pipes.service.config.Keys;
import org.srv6pipes.service.config.Table;
import org.srv6pipes.service.config.ValueType;
import org.srv6pipes.wire.ChainText;

/** Functions that one SID names together, as the file has them. */
public record ChainConfig(int number, ChainText functions, Optional<String> inverse, Failing fail) {

  private static final ValueType<ChainText> CHAIN =
      ValueType.text(
          "chain", "zstd-compress(level=3) | encrypt(1)", ChainText::parse, ChainText::toString);

  private static final Keys KEYS = new Keys();
  private static final Key<Integer> NUMBER =
      KEYS.required(
          "number",
          integer(1, 0xffff),
          "Names the chain in a SID, as if it were a function; the SID's parameters are then 0. No"
              + " function has the same.");
  private static final Key<ChainText> FUNCTIONS =
      KEYS.required(
          "functions",
          CHAIN,
          "The functions with their parameters, in the order in which bytes meet them. A text or a"
              + " command may be written out instead of its number: `replace(RvZ3, NhdH)`.");
  private static final Key<Optional<String>> INVERSE =
      KEYS.optional(
          "inverse",
          STRING,
          "The chain or function on the way back, where the client names none. Must be given if"
              + " one of the functions has an inverse of its own; otherwise `identity`.");
  private static final Key<Failing> FAIL =
      KEYS.key(
          "fail",
          oneOf(Failing.class),
          Failing.CLOSED,
          "As for a function. A chain of which one function never fails open cannot, either.");

  static final Table<ChainConfig> TABLE =
      KEYS.readAs(
          values ->
              new ChainConfig(
                  values.get(NUMBER),
                  values.get(FUNCTIONS),
                  values.get(INVERSE),
                  values.get(FAIL)));
}
