// A libenet host that does what it is told on standard input and reports on standard output, a line each way.
// Commands: listen PEERS CHANNELS | connect PORT CHANNELS DATA | send CHANNEL KIND LENGTH SEED | echo | disconnect|later|now DATA |
// limit IN OUT | throttle INTERVAL UP DOWN | pause | resume | stats | quit.  Options as arguments: checksum, compress.
#include <enet/enet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static ENetHost *host;
static ENetPeer *peer;
static int checksum, compress_, echo_, paused;

static void setup(void) {
  if (!host) { printf("error no host\n"); exit(1); }
  if (checksum) host->checksum = enet_crc32;
  if (compress_) enet_host_compress_with_range_coder(host);
}

static unsigned hash(const enet_uint8 *data, size_t length) {
  unsigned h = 2166136261u;
  for (size_t i = 0; i < length; i++) h = (h ^ data[i]) * 16777619u;
  return h;
}

static void fill(enet_uint8 *data, size_t length, unsigned seed) {
  for (size_t i = 0; i < length; i++) {
    seed = seed * 1664525u + 1013904223u;
    data[i] = (enet_uint8)(seed >> 24);
  }
}

static enet_uint32 flags_of(const char *kind) {
  if (!strcmp(kind, "reliable")) return ENET_PACKET_FLAG_RELIABLE;
  if (!strcmp(kind, "unsequenced")) return ENET_PACKET_FLAG_UNSEQUENCED;
  if (!strcmp(kind, "unreliable-fragment")) return ENET_PACKET_FLAG_UNRELIABLE_FRAGMENT;
  return 0;
}

static const char *kind_of(enet_uint32 flags) {
  if (flags & ENET_PACKET_FLAG_RELIABLE) return "reliable";
  if (flags & ENET_PACKET_FLAG_UNSEQUENCED) return "unsequenced";
  if (flags & ENET_PACKET_FLAG_UNRELIABLE_FRAGMENT) return "unreliable-fragment";
  return "unreliable";
}

static void command(char *line) {
  char word[32], kind[32];
  unsigned a = 0, b = 0, c = 0;
  if (sscanf(line, "%31s", word) != 1) return;
  if (!strcmp(word, "listen")) {
    ENetAddress address;
    sscanf(line, "%*s %u %u %u %u", &a, &b, &c, &c);
    enet_address_set_host(&address, "127.0.0.1");
    address.port = 0;
    host = enet_host_create(&address, a, b, 0, 0);
    setup();
    enet_socket_get_address(host->socket, &address);
    printf("port %u\n", address.port);
  } else if (!strcmp(word, "connect")) {
    ENetAddress address;
    sscanf(line, "%*s %u %u %u", &a, &b, &c);
    if (!host) {
      host = enet_host_create(NULL, 1, 255, 0, 0);
      setup();
    }
    enet_address_set_host(&address, "127.0.0.1");
    address.port = (enet_uint16)a;
    peer = enet_host_connect(host, &address, b, c);
  } else if (!strcmp(word, "send")) {
    sscanf(line, "%*s %u %31s %u %u", &a, kind, &b, &c);
    ENetPacket *packet = enet_packet_create(NULL, b, flags_of(kind));
    fill(packet->data, b, c);
    if (enet_peer_send(peer, (enet_uint8)a, packet) < 0) printf("refused\n");
  } else if (!strcmp(word, "echo")) echo_ = 1;
  else if (!strcmp(word, "disconnect")) { sscanf(line, "%*s %u", &a); enet_peer_disconnect(peer, a); }
  else if (!strcmp(word, "later")) { sscanf(line, "%*s %u", &a); enet_peer_disconnect_later(peer, a); }
  else if (!strcmp(word, "now")) { sscanf(line, "%*s %u", &a); enet_peer_disconnect_now(peer, a); }
  else if (!strcmp(word, "limit")) { sscanf(line, "%*s %u %u", &a, &b); enet_host_bandwidth_limit(host, a, b); }
  else if (!strcmp(word, "throttle")) { sscanf(line, "%*s %u %u %u", &a, &b, &c); enet_peer_throttle_configure(peer, a, b, c); }
  else if (!strcmp(word, "timeout")) { sscanf(line, "%*s %u %u %u", &a, &b, &c); enet_peer_timeout(peer, a, b, c); }
  else if (!strcmp(word, "pause")) paused = 1;
  else if (!strcmp(word, "resume")) paused = 0;
  else if (!strcmp(word, "stats"))
    printf("stats %u %u %u %u %u %u %u %u\n", (unsigned)peer->channelCount, peer->mtu, peer->windowSize, peer->incomingBandwidth,
           peer->outgoingBandwidth, peer->packetThrottleInterval, peer->packetThrottleAcceleration, peer->packetThrottleDeceleration);
  else if (!strcmp(word, "quit")) exit(0);
  fflush(stdout);
}

static void serve(void) {
  ENetEvent event;
  int got;
  while ((got = enet_host_service(host, &event, 0)) > 0) {
    switch (event.type) {
    case ENET_EVENT_TYPE_CONNECT:
      peer = event.peer;
      printf("connect %u\n", event.data);
      break;
    case ENET_EVENT_TYPE_DISCONNECT:
      printf("disconnect %u\n", event.data);
      break;
    case ENET_EVENT_TYPE_RECEIVE:
      printf("receive %u %s %u %u\n", event.channelID, kind_of(event.packet->flags), (unsigned)event.packet->dataLength,
             hash(event.packet->data, event.packet->dataLength));
      if (echo_) {
        ENetPacket *copy = enet_packet_create(event.packet->data, event.packet->dataLength,
                                              event.packet->flags & ~(ENET_PACKET_FLAG_SENT | ENET_PACKET_FLAG_NO_ALLOCATE));
        if (enet_peer_send(event.peer, event.channelID, copy) < 0) enet_packet_destroy(copy);
      }
      enet_packet_destroy(event.packet);
      break;
    default:
      break;
    }
    fflush(stdout);
  }
  if (got < 0) { printf("error service\n"); fflush(stdout); }
}

int main(int count, char **words) {
  static char input[65536];
  size_t used = 0;
  for (int i = 1; i < count; i++) {
    if (!strcmp(words[i], "checksum")) checksum = 1;
    if (!strcmp(words[i], "compress")) compress_ = 1;
  }
  if (enet_initialize() != 0) return 1;
  for (;;) {
    struct pollfd fds[2] = {{0, POLLIN, 0}, {host ? host->socket : -1, POLLIN, 0}};
    poll(fds, host && !paused ? 2 : 1, host && !paused ? 2 : -1);
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
    if (host && !paused) serve();
  }
}
