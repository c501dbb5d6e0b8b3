/*
 * A program as one for libnetgraph(3) is: a control socket and a data socket of its node, messages by sendto(2), answers by
 * recvfrom(2), poll(2) and select(2) between them. It has the declarations of netgraph's that it needs, and says what it sees.
 */
#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#define PF_NETGRAPH 32
#define NG_DATA 1
#define NG_CONTROL 2
#define GENERIC 1137070366
/* The command, NGM_READONLY and NGM_HASREPLY. */
#define LISTNAMES (8 | 0x10000000 | 0x20000000)
enum { SHUTDOWN = 1, MKPEER = 2, CONNECT = 3, NAME = 4 };

struct sockaddr_ng {
	unsigned char sg_len, sg_family;
	char sg_data[64];
};

struct ng_mesg {
	unsigned char version, spare;
	uint16_t spare2;
	uint32_t arglen, cmd, flags, token, typecookie;
	char cmdstr[32];
	char data[8192];
};

static int control, data;

static socklen_t address(struct sockaddr_ng *to, const char *text)
{
	to->sg_family = PF_NETGRAPH;
	strcpy(to->sg_data, text);
	to->sg_len = strlen(text) + 3;
	return to->sg_len;
}

static void tell(const char *what, int result)
{
	if (result < 0) printf("%s: %s\n", what, strerror(errno));
	else printf("%s: done\n", what);
}

static int ask(const char *path, uint32_t cmd, const void *args, size_t size)
{
	static uint32_t token;
	struct ng_mesg message = { .version = 8, .arglen = size, .cmd = cmd, .token = ++token, .typecookie = GENERIC };
	struct sockaddr_ng to;
	memcpy(message.data, args, size);
	return sendto(control, &message, offsetof(struct ng_mesg, data) + size, 0, (struct sockaddr *)&to, address(&to, path));
}

static int mkpeer(const char *path, const char *type, const char *ours, const char *theirs)
{
	char args[96] = { 0 };
	strcpy(args, type);
	strcpy(args + 32, ours);
	strcpy(args + 64, theirs);
	return ask(path, MKPEER, args, sizeof args);
}

static int join(const char *path, const char *peer, const char *ours, const char *theirs)
{
	char args[576] = { 0 };
	strcpy(args, peer);
	strcpy(args + 512, ours);
	strcpy(args + 544, theirs);
	return ask(path, CONNECT, args, sizeof args);
}

static int name(const char *path, const char *called)
{
	char args[32] = { 0 };
	strcpy(args, called);
	return ask(path, NAME, args, sizeof args);
}

static void list(void)
{
	struct ng_mesg answer;
	struct sockaddr_ng from;
	socklen_t size = sizeof from;
	int sent = ask(".", LISTNAMES, "", 0);
	tell("list", sent);
	if (sent < 0) return;
	if (recvfrom(control, &answer, sizeof answer, 0, (struct sockaddr *)&from, &size) < 0) {
		tell("recvfrom", -1);
		return;
	}
	printf("answer to %x from family %d, %s address\n", answer.cmd, from.sg_family, from.sg_data[0] == '[' ? "an" : "no");
	uint32_t count;
	memcpy(&count, answer.data, 4);
	for (uint32_t i = 0; i < count; i++) {
		const char *node = answer.data + 4 + i * 72;
		printf("node %s of type %s\n", node, node + 32);
	}
}

int main(void)
{
	struct sockaddr_ng own;
	socklen_t size = sizeof own;
	int taken, room, kept = sizeof room;
	control = socket(PF_NETGRAPH, SOCK_DGRAM, NG_CONTROL);
	data = socket(PF_NETGRAPH, SOCK_DGRAM, NG_DATA);
	if (control < 0 || data < 0) {
		tell("socket", -1);
		return 1;
	}
	tell("a socket of no protocol", socket(PF_NETGRAPH, SOCK_DGRAM, 7));
	tell("bind", bind(control, (struct sockaddr *)&own, address(&own, "program")));
	tell("connect", connect(data, (struct sockaddr *)&own, address(&own, "program:")));
	size = sizeof own;
	tell("getsockname", getsockname(control, (struct sockaddr *)&own, &size));
	printf("called %s\n", own.sg_data);
	tell("getsockopt", getsockopt(control, SOL_SOCKET, SO_RCVBUF, &room, (socklen_t *)&kept));
	printf("room for %d\n", room);
	room = 65536;
	tell("setsockopt", setsockopt(control, SOL_SOCKET, SO_RCVBUF, &room, sizeof room));

	tell("mkpeer bridge", mkpeer(".", "bridge", "a", "link0"));
	tell("name", name("a", "lan"));
	tell("connect b", join(".", "lan:", "b", "link1"));
	list();

	tell("mkpeer again", mkpeer(".", "bridge", "a", "link0"));
	tell("a type that there is not", mkpeer(".", "nosuch", "c", "link0"));
	tell("a node that there is not", ask("nobody:", SHUTDOWN, "", 0));
	taken = socket(PF_NETGRAPH, SOCK_DGRAM, NG_CONTROL);
	tell("a name that is taken", bind(taken, (struct sockaddr *)&own, address(&own, "lan")));
	tell("close", close(taken));
	tell("send without an address", send(control, "x", 1, 0));

	struct pollfd fds[2] = { { control, POLLIN, 0 }, { data, POLLIN, 0 } };
	printf("before: %d to read\n", poll(fds, 2, 0));
	unsigned char frame[64] = { 255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 1, 0x88, 0xb5, 'h', 'i' };
	tell("send a frame", sendto(data, frame, sizeof frame, 0, (struct sockaddr *)&own, address(&own, "a")));
	int ready = poll(fds, 2, 5000);
	printf("after: %d to read, %s\n", ready, fds[1].revents == POLLIN ? "a frame" : "nothing");
	fd_set in;
	FD_ZERO(&in);
	FD_SET(data, &in);
	struct timeval patience = { 5, 0 };
	int count = select(data + 1, &in, NULL, NULL, &patience);
	printf("select: %d, %s\n", count, FD_ISSET(data, &in) ? "the data socket" : "none");
	unsigned char got[2048];
	size = sizeof own;
	ssize_t length = recvfrom(data, got, sizeof got, 0, (struct sockaddr *)&own, &size);
	printf("%zd bytes by %s: %s\n", length, own.sg_data, got + 14);
	tell("a second frame", recvfrom(data, got, sizeof got, MSG_DONTWAIT, NULL, NULL));
	tell("send to no hook", sendto(data, frame, sizeof frame, 0, (struct sockaddr *)&own, address(&own, "zz")));

	tell("shutdown", ask("lan:", SHUTDOWN, "", 0));
	tell("shutdown of its own node", ask(".", SHUTDOWN, "", 0));
	printf("at the end: %zd bytes\n", recvfrom(data, got, sizeof got, 0, NULL, NULL));
	tell("close data", close(data));
	tell("close control", close(control));
	return 3;
}
