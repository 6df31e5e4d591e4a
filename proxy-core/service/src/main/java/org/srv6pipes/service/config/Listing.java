package org.srv6pipes.service.config;

import java.util.Optional;

/** A text that is made while all keys of a role are told in order. */
interface Listing {

  /**
   * A plain key.
   *
   * @param standard what holds where the key does not stand
   * @param absent what to say instead, where there is no such value
   * @param example a right value, spelled as in a file
   */
  record Entry(
      String name,
      String type,
      Optional<String> standard,
      String absent,
      String example,
      String documentation) {}

  void role(String role, String documentation);

  void key(Entry entry);

  /** A table that is there whether or not a file has it. */
  void section(String header, String documentation, Table<?> table, String path);

  /** A table that may be left out, or that there may be several of. */
  void furtherSection(String header, String documentation, Table<?> table, String path);

  /** A table whose keys are documented elsewhere. */
  void free(String header, String documentation);
}
