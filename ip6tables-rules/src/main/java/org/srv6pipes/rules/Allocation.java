package org.srv6pipes.rules;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.srv6pipes.linux.RoutingRule;

/**
 * The numbers that one instance has for itself on its host. All of them follow from the index.
 *
 * <p>Every mark is compared whole, never bit by bit. Those that the rules of other programs can
 * come to see have none of the lower sixteen bits, which others like to test one by one; the rest
 * live only between two rules of ours.
 *
 * @param instance its name: letters, digits and {@code . _ @ -}
 * @param index 0 to {@link #LARGEST_INDEX}
 * @param queues how many NFQUEUE queues it has
 * @param slots how many slots, each with a mark and a port on {@code ::1}
 */
public record Allocation(String instance, int index, int queues, int slots) {
  static final int LARGEST_INDEX = 0xff;

  /** What matches the local mark of every instance. */
  static final String ANY_LOCAL_MARK = "0x53000000/0xff00ffff";

  /** What matches every mark that a packet has only between rules of ours, of any instance. */
  static final String ANY_MARK_OF_ALL = "0x53000000/0xff000000";

  private static final int MARKS = 0x5300_0000;
  private static final int SOCKET_MARKS = 0x5400_0000;
  private static final int PAST_MARKS = 0x5500_0000;
  private static final int PAST_BARE_MARKS = 0x5600_0000;
  private static final int ANY_MARK_MASK = 0xffff_0000;
  private static final int UNKNOWN_MARK = 1;
  private static final int BYPASS_MARK = 2;
  private static final int FIRST_QUEUE_MARK = 0x10;
  private static final int FIRST_SLOT_MARK = 0x100;
  private static final int MOST_QUEUES = FIRST_SLOT_MARK - FIRST_QUEUE_MARK;
  private static final int MOST_SLOTS = 0x10000 - FIRST_SLOT_MARK;

  /** Instances with more than this have the numbers of their next neighbour as well. */
  private static final int QUEUES_PER_INSTANCE = 16;

  private static final int SLOTS_PER_INSTANCE = 128;

  private static final int FIRST_QUEUE = 5360;
  private static final int FIRST_PORT = 20_000;
  private static final int FIRST_TABLE = 536_000;
  private static final int TABLES_PER_INSTANCE = 10_000;
  private static final int FIRST_PATH_TABLE = 100;

  /** How many return paths an instance can have at once. */
  public static final int MOST_PATHS = TABLES_PER_INSTANCE - FIRST_PATH_TABLE;

  private static final int FIRST_PRIORITY = 540;
  private static final int PRIORITIES_PER_INSTANCE = 3;

  /** How far apart the lowest and the highest priority of all instances are, and a little more. */
  static final int MOST_PRIORITIES = 1000;

  private static final char ASIDE = '~';
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]+(" + ASIDE + "\\d+)?");

  public Allocation {
    if (!NAME.matcher(instance).matches()) {
      throw new IllegalArgumentException(
          "\"" + instance + "\" cannot name an instance: use letters, digits and . _ @ -");
    }
    checkRange("index", index, LARGEST_INDEX);
    checkRange("number of queues", queues, MOST_QUEUES);
    checkRange("number of slots", slots, MOST_SLOTS);
  }

  private static void checkRange(String what, int value, int most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException("the " + what + " is 0 to " + most + ", not " + value);
    }
  }

  /** The same under the name that it has once another process is to have its name. */
  Allocation aside() {
    return named(instance + ASIDE + index);
  }

  Allocation named(String name) {
    return new Allocation(name, index, queues, slots);
  }

  /** Whether one of the two takes over from the other. */
  boolean isGenerationOf(Allocation other) {
    return family().equals(other.family());
  }

  private String family() {
    int aside = instance.indexOf(ASIDE);
    return aside < 0 ? instance : instance.substring(0, aside);
  }

  /** How many queues and slots an instance asks for. */
  public record Needs(int queues, int slots) {}

  /** The mark of a packet that the kernel shall take as addressed to this host. */
  public int localMark() {
    return mark(0);
  }

  /** The SO_MARK that every listener and every socket of the instance must carry. */
  public int socketMark() {
    return SOCKET_MARKS | index << 16;
  }

  /** A mark that a packet has only between two of our rules. */
  int unknownMark() {
    return mark(UNKNOWN_MARK);
  }

  /** The mark with which the verdict of a SYN has the kernel carry the connection on. */
  public int bypassMark() {
    return mark(BYPASS_MARK);
  }

  /** The mark of packets that the kernel carries past the proxy. */
  int pastMark() {
    return PAST_MARKS | index << 16;
  }

  /** The same for those that lose their header before their last segment. */
  int pastBareMark() {
    return PAST_BARE_MARKS | index << 16;
  }

  /** The mark of a SYN on its way to one of several queues. */
  int queueMark(int queue) {
    return mark(FIRST_QUEUE_MARK + queue);
  }

  /** The mark with which the verdict of a SYN chooses the slot that accepts it. */
  public int slotMark(int slot) {
    return mark(FIRST_SLOT_MARK + slot);
  }

  /** The number of an NFQUEUE queue. */
  public int queue(int queue) {
    return FIRST_QUEUE + index * QUEUES_PER_INSTANCE + queue;
  }

  /** The port on {@code ::1} where the listener of a slot must be. */
  public int port(int slot) {
    return FIRST_PORT + index * SLOTS_PER_INSTANCE + slot;
  }

  /** The table in which every address is this host's own. */
  int localTable() {
    return FIRST_TABLE + index * TABLES_PER_INSTANCE;
  }

  /** The table of the SIDs for packets that this host sends itself. */
  int ownTrafficTable() {
    return localTable() + 1;
  }

  /** The table of the SIDs past which the kernel carries packets with {@link #pastMark}. */
  int pastTable() {
    return localTable() + 2;
  }

  /** The same for {@link #pastBareMark}. */
  int pastBareTable() {
    return localTable() + 3;
  }

  /** The mark of everything that goes along a return path. */
  public int pathMark(int path) {
    return mark(FIRST_SLOT_MARK + path);
  }

  /** The return path of this mark; negative if it is none of them. */
  public int pathOf(int mark) {
    int path = mark - pathMark(0);
    return path < MOST_PATHS ? path : -1;
  }

  /** The mark of no path, as far as {@link #anyPathMask} sees it. */
  public int anyPathMark() {
    return mark(0);
  }

  /** The bits that all path marks have in common. */
  public int anyPathMask() {
    return ANY_MARK_MASK;
  }

  /** The table of a return path. */
  int pathTable(int path) {
    return localTable() + FIRST_PATH_TABLE + path;
  }

  /** The first of three priorities in a row. */
  int pathPriority() {
    return FIRST_PRIORITY + index * PRIORITIES_PER_INSTANCE;
  }

  /** Whether a rule that we made belongs to this instance. */
  boolean owns(RoutingRule rule) {
    boolean skip = rule.skipTo() != 0 && rule.mark() == anyPathMark();
    return rule.protocol() == HostPlan.PROTOCOL && (skip || ownsTable(rule.table()));
  }

  boolean ownsTable(int table) {
    return table >= localTable() && table < localTable() + TABLES_PER_INSTANCE;
  }

  String chainPrefix() {
    return RuleSet.prefix(index);
  }

  /** What matches every mark that a packet may not bring along. */
  String anyMark() {
    return hex(mark(0)) + "/" + hex(ANY_MARK_MASK);
  }

  Needs needs() {
    return new Needs(queues, slots);
  }

  List<Integer> queueNumbers() {
    return IntStream.range(0, queues).mapToObj(this::queue).toList();
  }

  List<Integer> ports() {
    return IntStream.range(0, slots).mapToObj(this::port).toList();
  }

  private int mark(int number) {
    return MARKS | index << 16 | number;
  }

  static String hex(int mark) {
    return "0x" + Integer.toHexString(mark);
  }
}
