import { MemoryPresenceStore } from "../../infra/memory/presence-store.ts";
import { systemClock } from "../../infra/runtime/clock.ts";
import { presenceStoreContract } from "./presence-store.ts";

presenceStoreContract("memory", async (terms) => ({
  store: new MemoryPresenceStore(systemClock, terms),
  close: async () => undefined,
}));
