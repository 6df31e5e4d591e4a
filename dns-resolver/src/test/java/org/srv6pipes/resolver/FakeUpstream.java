package org.srv6pipes.resolver;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Tokenizer;
import org.xbill.DNS.Type;

/** A resolver that knows what it is told, over UDP and TCP on one port of the loopback. */
public final class FakeUpstream implements AutoCloseable {
  private static final int PLAIN_DATAGRAM = 512;

  private final DatagramSocket datagrams;
  private final ServerSocket streams;
  private final Map<String, Consumer<Message>> answers = new ConcurrentHashMap<>();
  private final List<Message> asked = new CopyOnWriteArrayList<>();

  public FakeUpstream() {
    try {
      InetAddress loopback = InetAddress.getByName("::1");
      streams = new ServerSocket(0, 50, loopback);
      datagrams = new DatagramSocket(streams.getLocalPort(), loopback);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().start(this::serveDatagrams);
    Thread.ofPlatform().daemon().start(this::serveStreams);
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) datagrams.getLocalSocketAddress();
  }

  /** From now on, this question gets these records, {@code name ttl type data} each. */
  public void answer(String name, int type, String... records) {
    answer(
        name,
        type,
        reply -> {
          for (String record : records) {
            reply.addRecord(record(record), Section.ANSWER);
          }
        });
  }

  /** From now on, this question gets what is done to an empty reply. */
  public void answer(String name, int type, Consumer<Message> reply) {
    answers.put(key(name(name), type), reply);
  }

  public static Record record(String text) {
    try {
      Tokenizer words = new Tokenizer(text);
      Name owner = words.getName(Name.root);
      long ttl = words.getTTL();
      int type = Type.value(words.getString());
      return Record.fromString(owner, type, 1, ttl, words, Name.root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How often this was asked. */
  public long count(String name) {
    return asked.stream().filter(it -> it.getQuestion().getName().equals(name(name))).count();
  }

  /** The last query. */
  public Message last() {
    return asked.getLast();
  }

  private static String key(Name name, int type) {
    return name.canonicalize() + " " + type;
  }

  private static Name name(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Message reply(Message query) {
    asked.add(query);
    Record question = query.getQuestion();
    Message reply = new Message(query.getHeader().getID());
    reply.getHeader().setFlag(Flags.QR);
    reply.getHeader().setFlag(Flags.RA);
    reply.addRecord(question, Section.QUESTION);
    Consumer<Message> answer = answers.get(key(question.getName(), question.getType()));
    if (answer == null) {
      reply.getHeader().setRcode(Rcode.NXDOMAIN);
      reply.addRecord(record("test. 30 SOA ns.test. admin.test. 1 2 3 4 20"), Section.AUTHORITY);
    } else {
      answer.accept(reply);
    }
    return reply;
  }

  private void serveDatagrams() {
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
        datagrams.receive(packet);
        byte[] octets = Arrays.copyOf(packet.getData(), packet.getLength());
        Message query = new Message(octets);
        int room = query.getOPT() == null ? PLAIN_DATAGRAM : query.getOPT().getPayloadSize();
        Message reply = reply(query);
        if (reply.getHeader().getRcode() != Rcode.NOTIMP) {
          byte[] out = reply.toWire(room);
          datagrams.send(new DatagramPacket(out, out.length, packet.getSocketAddress()));
        }
      }
    } catch (IOException closed) {
      streamsClosed();
    }
  }

  private void serveStreams() {
    while (!streams.isClosed()) {
      try (Socket client = streams.accept()) {
        DataInputStream in = new DataInputStream(client.getInputStream());
        byte[] out = reply(new Message(in.readNBytes(in.readUnsignedShort()))).toWire();
        DataOutputStream stream = new DataOutputStream(client.getOutputStream());
        stream.writeShort(out.length);
        stream.write(out);
      } catch (IOException gone) {
        streamsClosed();
      }
    }
  }

  private void streamsClosed() {
    // Whoever asks will see it; there is nothing to do here.
  }

  @Override
  public void close() {
    datagrams.close();
    try {
      streams.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
