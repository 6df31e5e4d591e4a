package org.srv6pipes.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Instructions of the kernel's virtual machine (RFC 9669), put together one by one.
 *
 * <pre>
 * struct bpf_insn { u8 code; u8 dst_reg:4, src_reg:4; s16 off; s32 imm; }      linux/bpf.h
 * </pre>
 *
 * Registers are numbered as there: 0 is what a call returns, 1 to 5 are its arguments, 6 to 9
 * survive it, 10 is the frame.
 */
final class BpfProgram {
  static final int FRAME = 10;

  /**
   * BPF_ALU64|BPF_MOV and BPF_ALU|BPF_MOV with a register, BPF_ALU64|BPF_MOV and BPF_ADD with a
   * number.
   */
  private static final int MOVE = 0xbf;

  private static final int MOVE_32 = 0xbc;
  private static final int SET = 0xb7;
  private static final int ADD = 0x07;

  /** BPF_LDX, BPF_STX and BPF_ST of BPF_MEM|BPF_W, BPF_LD|BPF_DW|BPF_IMM. */
  private static final int LOAD = 0x61;

  private static final int STORE = 0x63;
  private static final int STORE_NUMBER = 0x62;
  private static final int SET_LONG = 0x18;

  /** BPF_JMP|BPF_CALL, BPF_EXIT; BPF_JMP32 with a number, BPF_JMP with a register. */
  private static final int CALL = 0x85;

  private static final int EXIT = 0x95;
  private static final int JUMP = 0x05;
  private static final int JUMP_IF_EQUAL = 0x16;
  private static final int JUMP_UNLESS_EQUAL = 0x56;
  private static final int JUMP_IF_ABOVE = 0x26;
  private static final int JUMP_IF_BELOW = 0xa6;
  private static final int JUMP_UNLESS_EQUAL_REGISTER = 0x5d;
  private static final int JUMP_IF_ZERO_LONG = 0x15;

  /** BPF_PSEUDO_MAP_FD in the place of a source register. */
  private static final int MAP = 1;

  private static final int SIZE = 8;

  /** A place that is jumped to before it is known. */
  static final class Label {
    private int at = -1;
  }

  private record Instruction(int code, int to, int from, int offset, int number, Label target) {}

  private static final Label NOWHERE = new Label();

  private final List<Instruction> instructions = new ArrayList<>();

  private BpfProgram add(int code, int to, int from, int offset, int number, Label target) {
    instructions.add(new Instruction(code, to, from, offset, number, target));
    return this;
  }

  BpfProgram move(int to, int from) {
    return add(MOVE, to, from, 0, 0, NOWHERE);
  }

  /** Copies the lower half and clears the upper. */
  BpfProgram moveLow(int to, int from) {
    return add(MOVE_32, to, from, 0, 0, NOWHERE);
  }

  BpfProgram set(int to, int number) {
    return add(SET, to, 0, 0, number, NOWHERE);
  }

  BpfProgram setLong(int to, long number) {
    add(SET_LONG, to, 0, 0, (int) number, NOWHERE);
    return add(0, 0, 0, 0, (int) (number >>> Integer.SIZE), NOWHERE);
  }

  BpfProgram setMap(int to, int map) {
    add(SET_LONG, to, MAP, 0, map, NOWHERE);
    return add(0, 0, 0, 0, 0, NOWHERE);
  }

  BpfProgram plus(int to, int number) {
    return add(ADD, to, 0, 0, number, NOWHERE);
  }

  /** Reads four octets. */
  BpfProgram load(int to, int from, int offset) {
    return add(LOAD, to, from, offset, 0, NOWHERE);
  }

  /** Writes four octets. */
  BpfProgram store(int to, int offset, int from) {
    return add(STORE, to, from, offset, 0, NOWHERE);
  }

  BpfProgram storeNumber(int to, int offset, int number) {
    return add(STORE_NUMBER, to, 0, offset, number, NOWHERE);
  }

  /** Calls a helper of the kernel by its number in enum bpf_func_id. */
  BpfProgram call(int helper) {
    return add(CALL, 0, 0, 0, helper, NOWHERE);
  }

  BpfProgram jump(Label to) {
    return add(JUMP, 0, 0, 0, 0, to);
  }

  /** These compare the lower halves, unsigned. */
  BpfProgram jumpIfEqual(int register, int number, Label to) {
    return add(JUMP_IF_EQUAL, register, 0, 0, number, to);
  }

  BpfProgram jumpUnlessEqual(int register, int number, Label to) {
    return add(JUMP_UNLESS_EQUAL, register, 0, 0, number, to);
  }

  BpfProgram jumpIfAbove(int register, int number, Label to) {
    return add(JUMP_IF_ABOVE, register, 0, 0, number, to);
  }

  BpfProgram jumpIfBelow(int register, int number, Label to) {
    return add(JUMP_IF_BELOW, register, 0, 0, number, to);
  }

  BpfProgram jumpUnlessSame(int one, int other, Label to) {
    return add(JUMP_UNLESS_EQUAL_REGISTER, one, other, 0, 0, to);
  }

  BpfProgram jumpIfNull(int register, Label to) {
    return add(JUMP_IF_ZERO_LONG, register, 0, 0, 0, to);
  }

  BpfProgram exit() {
    return add(EXIT, 0, 0, 0, 0, NOWHERE);
  }

  /** The next instruction is where jumps to the label go. */
  BpfProgram here(Label label) {
    label.at = instructions.size();
    return this;
  }

  int length() {
    return instructions.size();
  }

  byte[] toBytes() {
    ByteBuffer code =
        ByteBuffer.allocate(SIZE * instructions.size()).order(ByteOrder.nativeOrder());
    for (int i = 0; i < instructions.size(); i++) {
      Instruction it = instructions.get(i);
      int offset = it.target == NOWHERE ? it.offset : it.target.at - i - 1;
      code.put((byte) it.code).put((byte) (it.from << 4 | it.to));
      code.putShort((short) offset).putInt(it.number);
    }
    return code.array();
  }
}
