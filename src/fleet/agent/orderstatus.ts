/** How it stands with a host's last order. */
import { readWanted } from "../../buddy/configuration.ts";
import type { Host } from "../../host/host.ts";
import type { Status } from "../answershapes.ts";
import { type OrderRecord, readOrders } from "../orderfile.ts";

/** Says it for `fleet status`; undefined where no order was taken. Throws as `readOrders`. */
export class OrderStatus {
  private seen: { readonly by: string; readonly differs: boolean } | undefined;

  constructor(private readonly host: Host) {}

  async now(): Promise<Status["order"]> {
    const record = await readOrders(this.host);
    const { revision, at, outcome } = record;
    if (revision === 0) return undefined;
    if (at === "applying" || at === "taken") return { revision, state: "applying" };
    if (outcome === undefined) return undefined;
    const { state, why } = outcome;
    if (state !== "applied") return { revision, state, ...(why !== undefined && { why }) };
    return { revision, state, differs: await this.differs(record) };
  }

  /** Is rc.conf other than the order has it? Worked out again when one of them is another. */
  private async differs({ envelope }: OrderRecord): Promise<boolean> {
    try {
      const wanted = await readWanted(this.host, () => {});
      const values = [...wanted.variables].map(([name, { value }]) => `${name}=${value}`);
      const by = [envelope, ...values].join("\n");
      if (this.seen?.by !== by) {
        const [{ checkDocument }, { changesOf }] = await Promise.all([
          import("../../document/check.ts"),
          import("../../document/changes.ts"),
        ]);
        const { document } = JSON.parse((JSON.parse(envelope) as { payload: string }).payload);
        this.seen = { by, differs: changesOf(checkDocument(document), wanted).length > 0 };
      }
      return this.seen.differs;
    } catch {
      return true;
    }
  }
}
