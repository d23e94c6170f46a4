import { createHash } from "node:crypto";
import { v7 } from "uuid";
import type { Digester, IdGenerator } from "../../core/ports/runtime.ts";

export const uuidGenerator: IdGenerator = { uuid: () => v7() };

export const sha256: Digester = { digest: (text) => createHash("sha256").update(text).digest("hex") };
