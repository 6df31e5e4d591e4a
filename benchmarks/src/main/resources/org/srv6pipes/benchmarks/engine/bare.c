/*
 * Joins TCP connections with as little as that takes on this kernel, with epoll and splice: the bound for HAProxy, for
 * our proxy, and for every other program that does it so. It is measured beside them and is no product: no configuration,
 * no log, no limit, no urgent data, and nobody looks after a connection whose peer falls silent.
 *
 *     bare          TPROXY brings connections to port 5000, which two threads share. Each connection is accepted, and
 *                   another one made to where it wanted to go, from the client's own address and port.
 *     bare queue    SYNs come from two netfilter queues, one for each thread, with a routing header that says where they
 *                   want to go. A SYN is held until the onward connection stands, and then goes on without its header
 *                   to the thread's own port (5000, 5001), by the thread's own mark (16, 17). Where the onward
 *                   connection fails the client hears nothing.
 *
 * How bytes go is what our proxy does: read and written by way of one block, and by way of a pipe after 64 KiB that came
 * in plenty. See SplicePump and Leg.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <linux/netlink.h>

enum { THREADS = 2, PORT = 5000, MARK = 16, BACKLOG = 8192, EVENTS = 256, STEPS = 8, BUCKETS_LOG = 12 };
enum { BLOCK = 256 << 10, PIPE = 1 << 20, PIPES_KEPT = 16, COPIED_FIRST = 64 << 10 };
enum { LITTLE = 16 << 10 }; /* who gets no more has emptied the socket */
enum { PATIENCE = 5 };      /* seconds until a client whose SYN went on must have come */
enum { SYNS_AT_ONCE = 4, SYN_COPIED = 512, SYN_ROOM = 1024, IP = 40, SRH_LEAST = 24, TCP_LEAST = 20, TCP_MOST = 60 };
enum { LEG_EVENTS = EPOLLIN | EPOLLOUT | EPOLLRDHUP | (int)EPOLLET, ADDRESS = sizeof(struct sockaddr_in6) };

enum { CLIENT, SERVER };
enum { OUT_OF, INTO };
enum state {
    HELD,       /* the SYN waits for the onward connection */
    CONNECTING, /* the client does */
    RELEASED,   /* the client may come */
    RELAYING,
    CLOSED,
};

struct key {
    struct sockaddr_in6 side[2];
};

struct pipe {
    int ends[2];
};

struct leg {
    struct flow *flow;
    int fd;
    bool readable, writable, hung, broken, quick, wrote, prompt;
};

/* One direction: from the leg of the same number to the other one. */
struct way {
    size_t plenty, in_pipe;
    struct pipe pipe;
    bool has_pipe, ended, finished;
};

struct flow {
    enum state state;
    struct key key;
    struct leg leg[2];
    struct way way[2];
    struct flow *next, *next_busy;
    bool busy;
    time_t since;
    uint32_t packet_id;
    size_t packet_length;
    unsigned char packet[IP + TCP_MOST];
};

struct loop {
    int number, epoll, listener, queue, pipe_count;
    struct flow *busy, *closed, *waiting[1 << BUCKETS_LOG];
    struct pipe pipes[PIPES_KEPT];
    time_t now;
    char block[BLOCK];
};

static struct loop loops[THREADS];
static _Thread_local struct loop *loop;
static bool queued;

static void require(bool holds, const char *what) {
    if (!holds) {
        perror(what);
        exit(1);
    }
}

static void set(int fd, int level, int option, int value) {
    setsockopt(fd, level, option, &value, sizeof value);
}

/* So that the peer is reset when this process dies, or the connection ends otherwise than well. */
static void reset_on_close(int fd, bool reset) {
    struct linger linger = {.l_onoff = reset, .l_linger = 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

static void watch(int fd, uint32_t events, void *what) {
    struct epoll_event event = {.events = events, .data.ptr = what};
    require(epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event) == 0, "epoll_ctl");
}

/* ---- bytes ---- */

static void take_pipe(struct way *way) {
    if (way->has_pipe)
        return;
    way->has_pipe = true;
    if (loop->pipe_count > 0) {
        way->pipe = loop->pipes[--loop->pipe_count];
    } else {
        require(pipe2(way->pipe.ends, O_NONBLOCK | O_CLOEXEC) == 0, "pipe");
        fcntl(way->pipe.ends[INTO], F_SETPIPE_SZ, PIPE);
    }
}

static void leave_pipe(struct way *way) {
    if (way->has_pipe && way->in_pipe == 0 && loop->pipe_count < PIPES_KEPT) {
        loop->pipes[loop->pipe_count++] = way->pipe;
    } else if (way->has_pipe) {
        close(way->pipe.ends[OUT_OF]);
        close(way->pipe.ends[INTO]);
    }
    way->has_pipe = false;
}

/* Nothing is held back before the second write: a small segment only waits for another one. */
static void before_write(struct leg *out) {
    if (out->wrote && !out->prompt) {
        set(out->fd, IPPROTO_TCP, TCP_NODELAY, 1);
        out->prompt = true;
    }
    out->wrote = true;
}

static ssize_t empty_pipe(struct way *way, struct leg *out) {
    before_write(out);
    ssize_t count = splice(way->pipe.ends[OUT_OF], NULL, out->fd, NULL, way->in_pipe, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
    way->in_pipe -= count > 0 ? count : 0;
    out->writable = count >= 0 || errno != EAGAIN;
    return count;
}

/* True if anything came. A server whose first acknowledgement waited must not wait for others, unless it has finished. */
static bool came(struct way *way, struct leg *in, ssize_t count) {
    way->ended = count == 0;
    if (count <= 0)
        return false;
    way->plenty = count <= LITTLE ? 0 : way->plenty + count;
    if (!in->quick && !in->hung)
        set(in->fd, IPPROTO_TCP, TCP_QUICKACK, 1);
    in->quick = true;
    return true;
}

/* By way of the block. What is not taken waits in a pipe. */
static ssize_t copy(struct way *way, struct leg *in, struct leg *out) {
    ssize_t count = read(in->fd, loop->block, BLOCK), sent = 0;
    in->readable = count > LITTLE || (in->hung && (count >= 0 || errno != EAGAIN));
    if (!came(way, in, count))
        return count;
    way->ended = in->hung && !in->broken && count < BLOCK; /* that was all there is before the FIN */
    if (out->writable) {
        before_write(out);
        sent = send(out->fd, loop->block, count, way->ended ? MSG_MORE : 0);
        if (sent < 0 && errno != EAGAIN)
            return sent;
        out->writable = sent == count;
        sent = sent < 0 ? 0 : sent;
    }
    if (sent < count) {
        take_pipe(way);
        way->in_pipe = count - sent;
        require(write(way->pipe.ends[INTO], loop->block + sent, way->in_pipe) == count - sent, "pipe");
    }
    return count;
}

static ssize_t fill_pipe(struct way *way, struct leg *in) {
    take_pipe(way);
    ssize_t count = splice(in->fd, NULL, way->pipe.ends[INTO], NULL, PIPE, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
    in->readable = count >= 0 || errno != EAGAIN;
    if (came(way, in, count))
        way->in_pipe = count;
    return count;
}

/* ---- connections ---- */

struct message {
    struct nlmsghdr head;
    struct nfgenmsg queue;
    unsigned char room[SYN_ROOM];
};

static struct message message_to(int queue, int type, int flags) {
    return (struct message){
        .head = {offsetof(struct message, room), NFNL_SUBSYS_QUEUE << 8 | type, NLM_F_REQUEST | flags, 0, 0},
        .queue = {.res_id = htons(queue)}};
}

static void add(struct message *message, int type, const void *value, size_t length) {
    struct nlattr head = {sizeof head + length, type};
    unsigned char *at = (unsigned char *)message + message->head.nlmsg_len;
    memcpy(at, &head, sizeof head);
    memcpy(at + sizeof head, value, length);
    message->head.nlmsg_len += sizeof head + NLA_ALIGN(length);
}

static void verdict(uint32_t packet_id, const struct flow *released) {
    struct message message = message_to(loop->number, NFQNL_MSG_VERDICT, 0);
    struct nfqnl_msg_verdict_hdr decision = {htonl(released ? NF_ACCEPT : NF_DROP), packet_id};
    uint32_t mark = htonl(MARK + loop->number);
    add(&message, NFQA_VERDICT_HDR, &decision, sizeof decision);
    if (released) {
        add(&message, NFQA_MARK, &mark, sizeof mark);
        add(&message, NFQA_PAYLOAD, released->packet, released->packet_length);
    }
    require(send(loop->queue, &message, message.head.nlmsg_len, 0) >= 0, "verdict");
}

/* The place of a flow whose client has not come yet. */
static struct flow **find(const struct key *key) {
    uint32_t words[sizeof *key / sizeof(uint32_t)], hash = 0;
    memcpy(words, key, sizeof words);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        hash = (hash ^ words[i]) * 0x9e3779b1;
    struct flow **place = &loop->waiting[hash >> (32 - BUCKETS_LOG)];
    while (*place && memcmp(&(*place)->key, key, sizeof *key) != 0)
        place = &(*place)->next;
    return place;
}

static struct flow *new_flow(enum state state, const struct key *key) {
    struct flow *flow = calloc(1, sizeof *flow);
    require(flow, "calloc");
    flow->state = state;
    flow->key = *key;
    flow->leg[CLIENT] = (struct leg){.flow = flow, .fd = -1, .writable = true, .quick = true, .prompt = true};
    flow->leg[SERVER] = (struct leg){.flow = flow, .fd = -1};
    return flow;
}

/* Descriptors are closed after the round, so that no event of theirs reaches those who get their numbers. */
static void end(struct flow *flow, bool clean) {
    if (flow->state == HELD)
        verdict(flow->packet_id, NULL);
    if (flow->state == HELD || flow->state == RELEASED)
        *find(&flow->key) = flow->next;
    for (int side = CLIENT; side <= SERVER; side++) {
        if (clean)
            reset_on_close(flow->leg[side].fd, false);
        leave_pipe(&flow->way[side]);
    }
    flow->state = CLOSED;
    flow->next = loop->closed;
    loop->closed = flow;
}

static void close_ended(void) {
    while (loop->closed) {
        struct flow *flow = loop->closed;
        loop->closed = flow->next;
        for (int side = CLIENT; side <= SERVER; side++)
            if (flow->leg[side].fd >= 0)
                close(flow->leg[side].fd);
        free(flow);
    }
}

/* One direction, a few steps. What came before goes first. True if there may be more to do at once. */
static bool turn(struct flow *flow, int number) {
    struct way *way = &flow->way[number];
    struct leg *in = &flow->leg[number], *out = &flow->leg[!number];
    bool died = false;
    int steps = 0;
    while (steps < STEPS && !died && (way->in_pipe > 0 ? out->writable : in->readable && !way->ended)) {
        ssize_t count = way->in_pipe > 0            ? empty_pipe(way, out)
                        : way->plenty < COPIED_FIRST ? copy(way, in, out)
                                                     : fill_pipe(way, in);
        died = count < 0 && errno != EAGAIN;
        steps++;
    }
    bool all = way->ended && way->in_pipe == 0 && !way->finished;
    way->finished |= all;
    if (died || (all && flow->way[!number].finished))
        end(flow, !died);
    else if (all)
        shutdown(out->fd, SHUT_WR);
    else if (way->in_pipe == 0)
        leave_pipe(way);
    return steps == STEPS;
}

static void run(struct flow *flow) {
    bool more = turn(flow, CLIENT);
    more = (flow->state == RELAYING && turn(flow, SERVER)) || more;
    if (more && flow->state == RELAYING && !flow->busy) {
        flow->busy = true;
        flow->next_busy = loop->busy;
        loop->busy = flow;
    }
}

/* From the client's own address and port. The acknowledgement of the server's SYN waits for the first bytes. */
static void connect_onward(struct flow *flow, const unsigned char *segments, size_t length) {
    struct leg *leg = &flow->leg[SERVER];
    leg->fd = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    set(leg->fd, IPPROTO_IPV6, IPV6_TRANSPARENT, 1);
    set(leg->fd, SOL_SOCKET, SO_REUSEADDR, 1);
    set(leg->fd, IPPROTO_TCP, TCP_QUICKACK, 0);
    reset_on_close(leg->fd, true);
    if (length > 0)
        setsockopt(leg->fd, IPPROTO_IPV6, IPV6_RTHDR, segments, length);
    if (bind(leg->fd, (struct sockaddr *)&flow->key.side[CLIENT], ADDRESS) == 0 &&
        (connect(leg->fd, (struct sockaddr *)&flow->key.side[SERVER], ADDRESS) == 0 || errno == EINPROGRESS))
        watch(leg->fd, LEG_EVENTS, leg);
    else
        end(flow, false);
}

static void told(struct leg *leg, uint32_t events) {
    struct flow *flow = leg->flow;
    bool broken = events & (EPOLLERR | EPOLLHUP);
    leg->broken |= broken;
    leg->hung |= broken || events & EPOLLRDHUP;
    leg->readable |= leg->hung || events & EPOLLIN;
    leg->writable |= broken || events & EPOLLOUT;
    bool onward = leg == &flow->leg[SERVER] && leg->writable;
    if (flow->state == RELAYING) {
        run(flow);
    } else if (onward && flow->state < RELEASED && leg->broken) {
        end(flow, false);
    } else if (onward && flow->state == HELD) {
        flow->state = RELEASED;
        flow->since = loop->now;
        verdict(flow->packet_id, flow);
    } else if (onward && flow->state == CONNECTING) {
        flow->state = RELAYING;
        run(flow);
    }
}

static void accept_all(void) {
    struct key key = {0};
    socklen_t length = ADDRESS;
    int fd;
    while ((fd = accept4(loop->listener, (struct sockaddr *)&key.side[CLIENT], &length, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        getsockname(fd, (struct sockaddr *)&key.side[SERVER], &length);
        struct flow **place = find(&key), *flow = queued ? *place : new_flow(CONNECTING, &key);
        if (queued && (!flow || flow->state != RELEASED)) {
            close(fd);
            continue;
        }
        flow->leg[CLIENT].fd = fd;
        watch(fd, LEG_EVENTS, &flow->leg[CLIENT]);
        if (queued) {
            *place = flow->next;
            flow->state = RELAYING;
            run(flow);
        } else {
            connect_onward(flow, NULL, 0);
        }
    }
    require(errno == EAGAIN, "accept");
}

/* ---- SYNs ---- */

/* An IPv6 header, a routing header with segments to go, and a TCP header. The last segment is the first of the list. */
static void captured(uint32_t packet_id, const unsigned char *packet, size_t length) {
    const unsigned char *srh = packet + IP;
    size_t srh_length = length < IP + SRH_LEAST || packet[6] != IPPROTO_ROUTING ? 0 : (srh[1] + 1) * 8;
    const unsigned char *tcp = srh + srh_length;
    size_t tcp_length = length < IP + srh_length + TCP_LEAST ? 0 : (tcp[12] >> 4) * 4;
    if (srh_length < SRH_LEAST || srh[0] != IPPROTO_TCP || srh[2] != 4 || srh[3] == 0 || tcp_length < TCP_LEAST ||
        length != IP + srh_length + tcp_length) {
        verdict(packet_id, NULL);
        return;
    }
    struct key key = {{{.sin6_family = AF_INET6}, {.sin6_family = AF_INET6}}};
    memcpy(&key.side[CLIENT].sin6_addr, packet + 8, 16);
    memcpy(&key.side[SERVER].sin6_addr, srh + 8, 16);
    memcpy(&key.side[CLIENT].sin6_port, tcp, 2);
    memcpy(&key.side[SERVER].sin6_port, tcp + 2, 2);
    struct flow **place = find(&key), *flow = *place;
    if (flow) { /* the client repeats it */
        verdict(packet_id, flow->state == RELEASED ? flow : NULL);
        return;
    }
    *place = flow = new_flow(HELD, &key);
    flow->packet_id = packet_id;
    flow->packet_length = IP + tcp_length;
    memcpy(flow->packet, packet, IP);
    memcpy(flow->packet + IP, tcp, tcp_length);
    memcpy(flow->packet + 4, (unsigned char[]){0, tcp_length, IPPROTO_TCP}, 3);
    memcpy(flow->packet + 24, srh + 8, 16);
    unsigned char remaining[SYN_COPIED];
    memcpy(remaining, srh, srh_length);
    remaining[3]--;
    connect_onward(flow, remaining, remaining[3] == 0 ? 0 : srh_length);
}

static void receive(void) {
    struct message room[SYNS_AT_ONCE];
    struct iovec places[SYNS_AT_ONCE];
    struct mmsghdr messages[SYNS_AT_ONCE] = {0};
    for (int i = 0; i < SYNS_AT_ONCE; i++) {
        places[i] = (struct iovec){&room[i], sizeof room[i]};
        messages[i].msg_hdr = (struct msghdr){.msg_iov = &places[i], .msg_iovlen = 1};
    }
    int count = recvmmsg(loop->queue, messages, SYNS_AT_ONCE, MSG_DONTWAIT, NULL);
    for (int i = 0; i < count; i++) {
        struct nfqnl_msg_packet_hdr packet = {0};
        struct nlattr head;
        size_t at = 0, end = messages[i].msg_len - offsetof(struct message, room);
        if (room[i].head.nlmsg_type != (NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_PACKET))
            continue;
        for (; at < end; at += NLA_ALIGN(head.nla_len)) {
            const unsigned char *value = room[i].room + at + sizeof head;
            memcpy(&head, value - sizeof head, sizeof head);
            if (head.nla_type == NFQA_PACKET_HDR)
                memcpy(&packet, value, sizeof packet);
            else if (head.nla_type == NFQA_PAYLOAD)
                captured(packet.packet_id, value, head.nla_len - sizeof head);
        }
    }
}

static int open_queue(int number) {
    struct message message = message_to(number, NFQNL_MSG_CONFIG, NLM_F_ACK);
    add(&message, NFQA_CFG_CMD, &(struct nfqnl_msg_config_cmd){.command = NFQNL_CFG_CMD_BIND}, 4);
    add(&message, NFQA_CFG_QUEUE_MAXLEN, &(uint32_t){htonl(BACKLOG)}, 4);
    add(&message, NFQA_CFG_PARAMS, &(struct nfqnl_msg_config_params){htonl(SYN_COPIED), NFQNL_COPY_PACKET}, 5);
    struct {
        struct nlmsghdr head;
        struct nlmsgerr error;
        struct message quoted;
    } answer;
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
    set(fd, SOL_NETLINK, NETLINK_NO_ENOBUFS, 1);
    set(fd, SOL_SOCKET, SO_RCVBUFFORCE, BACKLOG * 2 * SYN_ROOM);
    require(send(fd, &message, message.head.nlmsg_len, 0) >= 0 && recv(fd, &answer, sizeof answer, 0) >= 0, "queue");
    errno = -answer.error.error;
    require(errno == 0, "queue");
    return fd;
}

/* ---- threads ---- */

static void forget_who_never_came(void) {
    for (int i = 0; i < 1 << BUCKETS_LOG; i++)
        for (struct flow *flow = loop->waiting[i], *next; flow; flow = next) {
            next = flow->next;
            if (flow->state == RELEASED && loop->now - flow->since > PATIENCE)
                end(flow, false);
        }
}

static void *serve(void *mine) {
    struct epoll_event events[EVENTS];
    loop = mine;
    while (true) {
        int count = epoll_wait(loop->epoll, events, EVENTS, loop->busy ? 0 : 1000);
        time_t before = loop->now;
        loop->now = time(NULL);
        for (int i = 0; i < count; i++) {
            if (events[i].data.ptr == &loop->listener)
                accept_all();
            else if (events[i].data.ptr == &loop->queue)
                receive();
            else
                told(events[i].data.ptr, events[i].events);
        }
        struct flow *flow = loop->busy, *next;
        for (loop->busy = NULL; flow; flow = next) {
            next = flow->next_busy;
            flow->busy = false;
            if (flow->state == RELAYING)
                run(flow);
        }
        if (loop->now != before)
            forget_who_never_came();
        close_ended();
    }
    return NULL;
}

static void open_loop(int number) {
    struct sockaddr_in6 any = {.sin6_family = AF_INET6, .sin6_port = htons(PORT + (queued ? number : 0))};
    loop = &loops[number];
    loop->number = number;
    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    loop->listener = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    set(loop->listener, IPPROTO_IPV6, IPV6_TRANSPARENT, 1);
    set(loop->listener, SOL_SOCKET, SO_REUSEADDR, 1);
    set(loop->listener, SOL_SOCKET, SO_REUSEPORT, 1);
    set(loop->listener, IPPROTO_TCP, TCP_NODELAY, 1);
    reset_on_close(loop->listener, true);
    require(bind(loop->listener, (struct sockaddr *)&any, sizeof any) == 0, "bind");
    require(listen(loop->listener, BACKLOG) == 0, "listen");
    watch(loop->listener, EPOLLIN | EPOLLET, &loop->listener);
    if (queued) {
        loop->queue = open_queue(number);
        watch(loop->queue, EPOLLIN, &loop->queue);
    }
}

int main(int count, char **arguments) {
    queued = count == 2 && strcmp(arguments[1], "queue") == 0;
    signal(SIGPIPE, SIG_IGN);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    for (int i = 0; i < THREADS; i++)
        open_loop(i);
    puts("ready");
    fflush(stdout);
    for (int i = 1; i < THREADS; i++) {
        pthread_t thread;
        require(pthread_create(&thread, NULL, serve, &loops[i]) == 0, "thread");
    }
    serve(&loops[0]);
}
