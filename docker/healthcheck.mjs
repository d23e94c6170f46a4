// Whether the process of this container answers. Not whether it can serve (/readyz): a restart would not bring Redis back.
import { get } from "node:http";

get({ port: process.env.PORT, path: "/healthz", timeout: 4_000 }, ({ statusCode }) => {
  process.exit(statusCode === 200 ? 0 : 1);
})
  .on("timeout", () => process.exit(1))
  .on("error", () => process.exit(1));
