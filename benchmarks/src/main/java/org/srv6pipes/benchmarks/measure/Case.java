package org.srv6pipes.benchmarks.measure;

/** One engine under one load in one experiment: what runs are runs of. */
public record Case(String experiment, String load, String engine) {

  /** The same for another engine. */
  public Case with(String otherEngine) {
    return new Case(experiment, load, otherEngine);
  }
}
