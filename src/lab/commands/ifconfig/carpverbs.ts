/** ifconfig's verbs for carp(4) (ifconfig's carp.c). */
import { MAX_VHID } from "../../net/carp.ts";
import { CARP_STATES } from "../../net/carphost.ts";
import { errx } from "../../process/failure.ts";
import { parseIpv4, parseIpv6 } from "../../wire/address.ts";
import { CARP_GROUP, CARP_GROUP6 } from "../../wire/carp.ts";
import type { CarpWords } from "./carpwords.ts";
import type { Invocation } from "./invocation.ts";
import { plain, type Verb, type Verbs, withWord } from "./verb.ts";

/** atoi(3). */
function number(word: string): number {
  return Number.parseInt(word, 10) || 0;
}

function setVhid({ carp, family }: Invocation, word: string): void {
  const vhid = number(word);
  if (vhid <= 0 || vhid > MAX_VHID) {
    errx(1, `vhid must be greater than 0 and less than ${MAX_VHID}`);
  }
  if (family === "link") errx(1, "link doesn't support carp(4)");
  carp.vhid = vhid;
}

/** A verb that needs a `vhid` before it. */
function ofVhid(name: string, set: (carp: CarpWords, word: string) => void): Verb {
  return withWord(({ carp }, word) => {
    if (carp.vhid === undefined) errx(1, `${name} requires vhid`);
    set(carp, word);
  });
}

export const carpVerbs: Verbs = {
  vhid: withWord(setVhid),
  // ifconfig ignores a number below 0, as if it had not been said.
  advbase: ofVhid("advbase", (carp, word) => {
    if (number(word) >= 0) carp.advbase = number(word);
  }),
  advskew: ofVhid("advskew", (carp, word) => {
    if (number(word) >= 0) carp.advskew = number(word);
  }),
  pass: ofVhid("passwd", (carp, word) => {
    carp.pass = word;
  }),
  state: ofVhid("state", (carp, word) => {
    const state = CARP_STATES.find((name) => name === word.toUpperCase());
    carp.state = state ?? errx(1, "unknown state");
  }),
  peer: withWord(({ carp }, word) => {
    carp.peer = parseIpv4(word) ?? errx(1, `${word}: bad value`);
  }),
  mcast: plain(({ carp }) => {
    carp.peer = CARP_GROUP;
  }),
  peer6: withWord(({ carp }, word) => {
    carp.peer6 = parseIpv6(word) ?? errx(1, `${word}: bad value`);
  }),
  mcast6: plain(({ carp }) => {
    carp.peer6 = CARP_GROUP6;
  }),
};
