// libenet for the bench: one end of a connection that does what standard input says, a line of numbers for each command.
// serve SIZE | open PORT SIZE | flood reliable|unreliable MS | pingpong MS | tally | cpu
#include <enet/enet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static ENetHost *host;
static ENetPeer *peer;
static size_t size_, under_way;
static unsigned long heard, answers;
static double times[1000000];

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void packet_gone(ENetPacket *packet) { (void)packet; under_way--; }

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

static void serve(unsigned wait) {
  ENetEvent event;
  int got = enet_host_service(host, &event, wait);
  for (; got > 0; got = enet_host_check_events(host, &event)) {
    if (event.type == ENET_EVENT_TYPE_CONNECT) peer = event.peer;
    if (event.type != ENET_EVENT_TYPE_RECEIVE) continue;
    if (event.channelID == 2) {
      if (host->peerCount > 1) {
        ENetPacket *copy = enet_packet_create(event.packet->data, event.packet->dataLength, ENET_PACKET_FLAG_RELIABLE);
        if (enet_peer_send(event.peer, 2, copy) < 0) enet_packet_destroy(copy);
        enet_host_flush(host);
      } else answers++;
    } else {
      if (event.packet->dataLength != size_) { printf("error wrong length\n"); exit(1); }
      heard++;
    }
    enet_packet_destroy(event.packet);
  }
}

static void flood(const char *kind, double ms) {
  int reliable = !strcmp(kind, "reliable");
  char *message = calloc(1, size_);
  double end = now_ms() + ms;
  unsigned long sent = 0;
  // The same bounds as the others': 1 MiB that nobody has acknowledged, or a dose of what is unreliable.
  size_t most = reliable ? 1048576 / size_ + 1 : 200;
  while (now_ms() < end) {
    for (size_t i = 0; i < 1000 && under_way < most; i++, sent++) {
      ENetPacket *packet = enet_packet_create(message, size_, reliable ? ENET_PACKET_FLAG_RELIABLE : 0);
      packet->freeCallback = packet_gone;
      under_way++;
      if (enet_peer_send(peer, reliable ? 0 : 1, packet) < 0) enet_packet_destroy(packet);
    }
    // libenet sends 32 commands in a datagram and waits when asked to: 0 is a busy loop, which is its way to be fast.
    serve(under_way < most ? 0 : 1);
  }
  while (under_way > 0) serve(1);
  free(message);
  printf("%lu\n", sent);
}

static void ping_pong(double ms) {
  double end = now_ms() + ms;
  unsigned count = 0;
  while (now_ms() < end && count < 1000000) {
    double at = now_ms();
    unsigned long before = answers;
    enet_peer_send(peer, 2, enet_packet_create(NULL, size_, ENET_PACKET_FLAG_RELIABLE));
    while (answers == before) serve(10);
    times[count++] = (now_ms() - at) * 1000;
  }
  qsort(times, count, sizeof *times, ascending);
  printf("%u %f %f\n", count, times[count / 2], times[count * 99 / 100]);
}

static void command(const char *line) {
  char word[16], kind[16];
  unsigned a = 0, b = 0;
  if (sscanf(line, "%15s", word) != 1) return;
  if (!strcmp(word, "serve")) {
    ENetAddress address;
    sscanf(line, "%*s %u", &a);
    size_ = a;
    enet_address_set_host(&address, "127.0.0.1");
    address.port = 0;
    host = enet_host_create(&address, 8, 3, 0, 0);
    enet_socket_get_address(host->socket, &address);
    printf("%u\n", address.port);
  } else if (!strcmp(word, "open")) {
    ENetAddress address;
    sscanf(line, "%*s %u %u", &a, &b);
    size_ = b;
    host = enet_host_create(NULL, 1, 3, 0, 0);
    enet_address_set_host(&address, "127.0.0.1");
    address.port = (enet_uint16)a;
    enet_host_connect(host, &address, 3, 0);
    while (!peer) serve(10);
    printf("1\n");
  } else if (!strcmp(word, "flood")) {
    sscanf(line, "%*s %15s %u", kind, &a);
    flood(kind, a);
  } else if (!strcmp(word, "pingpong")) {
    sscanf(line, "%*s %u", &a);
    ping_pong(a);
  } else if (!strcmp(word, "tally")) {
    printf("%lu\n", heard);
    heard = 0;
  } else if (!strcmp(word, "cpu")) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    printf("%ld\n", (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000L + used.ru_utime.tv_usec + used.ru_stime.tv_usec);
  }
  fflush(stdout);
}

int main(void) {
  static char input[4096];
  size_t used = 0;
  if (enet_initialize() != 0) return 1;
  for (;;) {
    struct pollfd fds[2] = {{0, POLLIN, 0}, {host ? host->socket : -1, POLLIN, 0}};
    poll(fds, 2, host ? 50 : -1);
    if (fds[0].revents) {
      ssize_t got = read(0, input + used, sizeof input - used - 1);
      if (got <= 0) return 0;
      used += (size_t)got;
      char *from = input, *end;
      while ((end = memchr(from, '\n', used - (size_t)(from - input)))) {
        *end = 0;
        command(from);
        from = end + 1;
      }
      used -= (size_t)(from - input);
      memmove(input, from, used);
    }
    if (host) serve(0);
  }
}
