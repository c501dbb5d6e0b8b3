/** The requests of ioctl(2), against what FreeBSD's own headers make of them. */
import { expect, test } from "bun:test";
import { requests } from "./requests.ts";

test("the numbers of the requests are those of FreeBSD's headers", () => {
  // As golang.org/x/sys/unix has them, which is made by FreeBSD's compiler, for amd64 and for arm64.
  const known: { readonly [name in keyof typeof requests]: number } = {
    SIOCSIFFLAGS: 0x80206910,
    SIOCGIFFLAGS: 0xc0206911,
    SIOCSIFCAP: 0x8020691e,
    SIOCGIFCAP: 0xc020691f,
    SIOCGIFINDEX: 0xc0206920,
    SIOCSIFNAME: 0x80206928,
    SIOCSIFDESCR: 0x80206929,
    SIOCSIFMTU: 0x80206934,
    SIOCGIFMEDIA: 0xc0306938,
    SIOCGETVLAN: 0xc020693a,
    SIOCSIFLLADDR: 0x8020693c,
    SIOCGHWADDR: 0xc020693e,
    SIOCSIFVNET: 0xc020695a,
    SIOCSIFRVNET: 0xc020695b,
    SIOCGIFGROUP: 0xc0286988,
  };
  expect(requests).toEqual(known);
});
