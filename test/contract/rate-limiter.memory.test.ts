import { MemoryRateLimiter } from "../../infra/runtime/rate-limiter.ts";
import { rateLimiterContract } from "./rate-limiter.ts";

rateLimiterContract("memory", async () => ({ limiter: new MemoryRateLimiter(), close: async () => undefined }));
