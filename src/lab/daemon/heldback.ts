/** Answers that are held back until what was asked for is paid. */
import type { Debt } from "../base/meter.ts";
import type { Transport } from "./wire.ts";

/** A transport that may be told to wait. */
export interface HeldBack extends Transport {
  /** Does what may incur debts: what is written meanwhile goes out, in its order, when they are paid. Returns undefined when it is out already. */
  paying(action: () => void): Promise<void> | undefined;
}

/** Makes such a transport of a plain one. Where nothing has a price (`isFree`) nothing is held back. */
export function heldBack(transport: Transport, debt: Debt, isFree: () => boolean): HeldBack {
  let holds = 0;
  const waiting: (() => void)[] = [];
  const letGo = () => {
    holds--;
    if (holds === 0) for (const write of waiting.splice(0)) write();
  };
  return {
    write(bytes) {
      if (holds === 0) return transport.write(bytes);
      waiting.push(() => {
        transport.write(bytes);
      });
      return true;
    },
    close() {
      if (holds === 0) transport.close();
      else waiting.push(() => transport.close());
    },
    paying(action) {
      if (isFree()) {
        action();
        return undefined;
      }
      holds++;
      action();
      const paid = debt.pay();
      if (paid !== undefined) return paid.then(letGo);
      letGo();
      return undefined;
    },
  };
}
