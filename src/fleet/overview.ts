/** All hosts at once, for who watches them: what they tell as they tell it, and how they are while somebody looks. */
import { jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import * as v from "valibot";
import type { FleetModel } from "../web/fleetmodel.ts";
import { statusSchema, toldEventSchema, toldTopologySchema } from "./answershapes.ts";
import { Bell } from "./bell.ts";
import { toldBy } from "./find.ts";
import { lastEvents } from "./history.ts";
import { pause } from "./link.ts";
import { unpack } from "./pack.ts";
import type { FleetFile } from "./shapes.ts";
import { type Standing, standing } from "./standing.ts";
import { allSubjects, type Member, memberOf } from "./subjects.ts";

/** Between two questions to all hosts how they are, while somebody looks; milliseconds. */
const EVERY = 5_000;
/** How long a host may take to say so, milliseconds. */
const TIMEOUT = 4_000;
/** So many of the events that were before are shown. */
const EVENTS = 200;

/** What an overview is given. */
export interface OverviewWish {
  readonly file: () => FleetFile;
  readonly model: FleetModel;
  readonly signal: AbortSignal;
  readonly remark: (line: string) => void;
  /** Does anybody look? */
  readonly isLookedAt: () => boolean;
  /** Called when the model has changed. */
  readonly changed: () => void;
}

/** An overview that is kept. */
export interface Overview {
  readonly standing: Standing;
  /** Asks all hosts how they are, now. */
  refresh(): Promise<void>;
  /** Somebody has begun to look. */
  look(): void;
}

/** Keeps the model as the hosts are, until it is aborted. */
export function overview({
  file,
  model,
  signal,
  remark,
  isLookedAt,
  changed,
}: OverviewWish): Overview {
  const hosts = (): readonly Member[] => {
    const members = file().hosts;
    const fresh = new Set(model.setHosts(members.map(({ name }) => name)));
    if (fresh.size > 0) void recall(members.filter(({ name }) => fresh.has(name)));
    return members;
  };
  /** What hosts told before anybody listened. */
  const recall = async (members: readonly Member[]) => {
    const link = fleet.link();
    if (link === undefined) return;
    try {
      const manager = await jetstreamManager(link);
      await Promise.all(
        members.map(async (member) => {
          const topology = await toldBy({ manager }, member);
          if (topology !== undefined) model.told(member.name, topology);
        }),
      );
      for (const { host, time, text, level } of await lastEvents(
        { file: file(), link, manager },
        undefined,
        EVENTS,
      ))
        model.happened({ host, time, what: text, alarm: level === "warning" });
    } catch (error) {
      remark((error as Error).message);
    }
    changed();
  };
  const fleet = standing({
    file,
    signal,
    remark,
    connected: (link) => {
      listen(link, file, model, (host) => {
        // Whoever tells something is there.
        if (!model.isThere(host)) void refresh();
        changed();
      });
    },
    changed() {
      model.setServer(fleet.isConnected());
      if (fleet.isConnected()) void recall(hosts());
      void refresh();
    },
  });
  let asking: Promise<void> | undefined;
  const refresh = () => {
    asking ??= (async () => {
      for (const { member, answer } of await fleet.askAll(hosts(), "status", statusSchema, TIMEOUT))
        model.answered(member.name, answer);
      changed();
    })().finally(() => {
      asking = undefined;
    });
    return asking;
  };
  const wanted = new Bell();
  void (async () => {
    while (!signal.aborted) {
      if (isLookedAt()) {
        await refresh().catch((error: Error) => remark(error.message));
        await pause(EVERY, signal);
      } else await wanted.wait(EVERY, signal);
    }
  })();
  hosts();
  return { standing: fleet, refresh, look: () => wanted.ring() };
}

/** Takes in what hosts tell from now on; the client itself listens again when a connection was lost. */
function listen(
  link: NatsConnection,
  file: () => FleetFile,
  model: FleetModel,
  heard: (host: string) => void,
): void {
  /** Only a host itself knows what stands in its subjects. */
  const hostOf = (subject: string) => {
    const from = memberOf(subject);
    const isKnown = file().hosts.some(
      ({ name, token }) => name === from?.name && token === from.token,
    );
    return isKnown ? from!.name : undefined;
  };
  link.subscribe(allSubjects.topology, {
    callback(error, { subject, data }) {
      const host = error === null ? hostOf(subject) : undefined;
      const { success, output } = v.safeParse(toldTopologySchema, unpack(data));
      if (host === undefined || !success) return;
      model.told(host, output.topology);
      heard(host);
    },
  });
  link.subscribe(allSubjects.event, {
    callback(error, { subject, data }) {
      const host = error === null ? hostOf(subject) : undefined;
      const { success, output } = v.safeParse(toldEventSchema, unpack(data));
      if (host === undefined || !success) return;
      const { time, text, level } = output;
      model.happened({ host, time, what: text, alarm: level === "warning" });
      heard(host);
    },
  });
}
